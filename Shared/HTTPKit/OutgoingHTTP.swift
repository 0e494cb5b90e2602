import AsyncHTTPClient
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The HTTP client of a process, shut down with it.
///
/// Redirects are never followed, proxies from the environment are not used, and a refused connection is reported at once
/// instead of being tried again behind our back.
package struct OutgoingHTTP: Service {
    package let client: HTTPClient

    package init(connectTimeout: Duration = .seconds(2), connectionsPerHost: Int = 64) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = TimeAmount(connectTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsPerHost
        configuration.connectionPool.idleTimeout = .seconds(30)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    /// Waits for the end of the process, then closes the connections.
    package func run() async throws {
        try? await gracefulShutdown()  // thrown only on cancellation, which ends the wait just as well
        try await client.shutdown()
    }
}
