import Logging
import Postgres
import ServiceLifecycle

/// Tells the senders that there is something new, after the transaction that made it was committed.
///
/// NOTIFY inside of that transaction would make commits wait for each other: Postgres holds one lock for the whole
/// server from before the flush of such a commit until after it. On a connection of its own, without anything else in its
/// transaction, a NOTIFY waits for no flush; any number of calls within a millisecond become one.
///
/// Losing one is harmless: senders look every 100 ms anyway.
package final class Waker: Service {
    /// The channel on which senders listen.
    package static let channel = "messages"
    /// The shortest time between two notifications.
    private static let pause: Duration = .milliseconds(1)

    private let database: Database
    private let logger: Logger
    private let calls: AsyncStream<Void>
    private let call: AsyncStream<Void>.Continuation

    /// A waker for the database of a service; it takes one connection beside those of the service's own pool.
    package init(_ configuration: PostgresConfiguration, logger: Logger) {
        var own = configuration
        own.minimumConnections = 1
        own.maximumConnections = 1
        database = Database(own, logger: logger)
        self.logger = logger
        (calls, call) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Asks for a notification; returns at once.
    package func wake() {
        call.yield()
    }

    /// Sends what was asked for until graceful shutdown.
    package func run() async throws {
        for await _ in calls.cancelOnGracefulShutdown() {
            do {
                try await database.execute("NOTIFY \(unescaped: Self.channel)")
            } catch {
                logger.debug("senders were not woken", metadata: ["error": "\(error)"])
            }
            // Canceled only when the process ends, and then the loop ends by itself.
            try? await Task.sleep(for: Self.pause)
        }
        await database.close()
    }
}
