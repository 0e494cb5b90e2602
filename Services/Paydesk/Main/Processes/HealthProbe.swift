import AsyncHTTPClient
import HTTPKit
import NIOCore
import NIOHTTP1

/// Asks processes how they are.
struct HealthProbe: Sendable {
    private let client: HTTPClient

    /// Lends a probe.
    ///
    /// - Throws: what `body` throws.
    static func using<R>(_ body: (HealthProbe) async throws -> R) async throws -> R {
        // Reports a refused connection at once, where an ordinary client would try again by itself.
        let client = OutgoingHTTP(connectionsPerHost: 1).client
        let result: R
        do {
            result = try await body(HealthProbe(client: client))
        } catch {
            // What went wrong first is what counts.
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
        return result
    }

    /// One GET of a health page.
    func get(_ url: String, within limit: TimeAmount) async throws -> (status: UInt, body: String) {
        let answer = try await client.execute(HTTPClientRequest(url: url), timeout: limit)
        let body = try await answer.body.collect(upTo: 64 * 1024)
        return (answer.status.code, String(buffer: body))
    }

    /// Whether a process says that it is ready; no answer means no.
    func isReady(internalPort: Int) async -> Bool {
        // A process that is starting refuses the connection, which is all that there is to know.
        let answer = try? await get("http://127.0.0.1:\(internalPort)/health/ready", within: .seconds(2))
        return answer?.status == 200
    }

    /// Why there was no answer, in a few words.
    static func reason(_ error: any Error) -> String {
        if let error = error as? HTTPClientError {
            return [.deadlineExceeded, .connectTimeout, .readTimeout].contains(error) ? "no answer in time" : "\(error)"
        }
        return "\(error)".contains("refused") ? "no connection: nothing listens there" : "no connection: \(error)"
    }
}
