import AsyncHTTPClient
import NIOCore
import NIOPosix
import Synchronization

/// HTTP clients that connect to the address that was checked, whatever the name says by the time of the connection.
///
/// The HTTP library takes such a mapping for a whole client only, so each pair of name and address has its own. Those used
/// last are kept with their open connections; a host that is an address needs no mapping and uses the one in common.
final class PinnedClients: Sendable {
    private struct Pin: Hashable {
        let host: String
        let address: String
    }

    private struct Entry {
        let client: HTTPClient
        var users = 0
        var lastUse: UInt64 = 0
    }

    private struct State {
        var entries: [Pin: Entry] = [:]
        var uses: UInt64 = 0
    }

    /// Clients kept while nobody uses them.
    private static let capacity = 64

    private let direct: HTTPClient
    private let connectTimeout: Duration
    private let connectionsPerHost: Int
    private let state = Mutex(State())

    init(connectTimeout: Duration, connectionsPerHost: Int) {
        self.connectTimeout = connectTimeout
        self.connectionsPerHost = connectionsPerHost
        direct = Self.make([:], connectTimeout, connectionsPerHost)
    }

    /// Lends the client that connects to `address` when asked for `host`.
    func withClient<Result>(
        host: String,
        address: String,
        _ body: (HTTPClient) async -> Result
    ) async -> Result {
        guard host != address else { return await body(direct) }
        let pin = Pin(host: host, address: address)
        let result = await body(take(pin))
        for client in putBack(pin) {
            // Nobody uses it any more; that its connections did not close neatly hurts nobody.
            try? await client.shutdown()
        }
        return result
    }

    /// Closes all connections.
    func shutdown() async {
        let clients = state.withLock { state in
            defer { state.entries = [:] }
            return state.entries.values.map(\.client)
        }
        for client in clients + [direct] {
            // The process ends; a connection that does not close neatly ends with it.
            try? await client.shutdown()
        }
    }

    private func take(_ pin: Pin) -> HTTPClient {
        state.withLock { state in
            state.uses += 1
            var entry =
                state.entries[pin]
                ?? Entry(client: Self.make([pin.host: pin.address], connectTimeout, connectionsPerHost))
            entry.users += 1
            entry.lastUse = state.uses
            state.entries[pin] = entry
            return entry.client
        }
    }

    /// The clients that are too many now, of those without users.
    private func putBack(_ pin: Pin) -> [HTTPClient] {
        state.withLock { state in
            state.entries[pin]?.users -= 1
            guard state.entries.count > Self.capacity else { return [] }
            let idle = state.entries.filter { $0.value.users == 0 }.sorted { $0.value.lastUse < $1.value.lastUse }
            let surplus = idle.prefix(state.entries.count - Self.capacity)
            for (pin, _) in surplus { state.entries[pin] = nil }
            return surplus.map(\.value.client)
        }
    }

    private static func make(
        _ pins: [String: String],
        _ connectTimeout: Duration,
        _ connectionsPerHost: Int
    ) -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.dnsOverride = pins
        configuration.timeout.connect = TimeAmount(connectTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsPerHost
        // Shorter than most servers keep a connection: one that closes under a request costs an attempt.
        configuration.connectionPool.idleTimeout = .seconds(4)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }
}
