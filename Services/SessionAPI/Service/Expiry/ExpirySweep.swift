import AsyncAlgorithms
import Foundation
import Logging
import Payments
import Postgres
import ServiceLifecycle

/// Ends sessions whose time is over, once a second, in every process: whoever comes first locks the row, the others skip it.
package struct ExpirySweep: Service {
    private let database: Database
    private let expiry: SessionExpiry
    private let clock: WallClock
    private let pause: Duration
    private let logger: Logger

    /// Sessions that one pass looks at.
    static let batch = 200

    package init(
        _ database: Database,
        expiry: SessionExpiry,
        clock: WallClock,
        pause: Duration = .seconds(1),
        logger: Logger
    ) {
        self.database = database
        self.expiry = expiry
        self.clock = clock
        self.pause = pause
        self.logger = logger
    }

    package func run() async throws {
        for await _ in AsyncTimerSequence(interval: pause, clock: .continuous).cancelOnGracefulShutdown() {
            do {
                while try await drain() == Self.batch {}
                _ = try await IdempotencyStore.sweep(database, at: clock.now)
            } catch {
                logger.warning("Sessions could not be expired", metadata: ["error": "\(error)"])
            }
        }
    }

    /// One pass.
    ///
    /// A session that cannot be expired is left for the next pass, and does not keep the others waiting.
    ///
    /// - Returns: how many sessions were expired.
    package func drain() async throws -> Int {
        let now = clock.now
        var count = 0
        for due in try await SessionStore.due(at: now, limit: Self.batch, in: database) {
            do {
                let outcome = try await expiry.expireIfDue(due.session, at: now.addingTimeInterval(due.clockOffset))
                if case .expired = outcome { count += 1 }
            } catch {
                logger.warning(
                    "A session could not be expired",
                    metadata: ["session.id": "\(due.session)", "error": "\(error)"]
                )
                try Task.checkCancellation()
            }
        }
        return count
    }
}
