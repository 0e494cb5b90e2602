import AsyncAlgorithms
import Logging
import Payments
import ServiceLifecycle

/// Deletes counters that no window reaches any more, and verdicts past their time.
struct Retention: Service {
    let store: FraudStore
    let clock: WallClock
    let logger: Logger

    /// How often to look: often enough that a pass is short.
    private static let pause: Duration = .seconds(600)

    func run() async throws {
        for await _ in AsyncTimerSequence(interval: Self.pause, clock: .continuous).cancelOnGracefulShutdown() {
            await pass()
        }
    }

    /// One pass.
    ///
    /// Several scorers may do it at once: a row is deleted by one of them.
    func pass() async {
        do {
            let count = try await store.deleteOld(now: clock.now)
            if count > 0 { logger.info("Deleted old rows", metadata: ["rows": "\(count)"]) }
        } catch {
            logger.warning("Old rows could not be deleted; the next pass tries again", metadata: ["error": "\(error)"])
        }
    }
}
