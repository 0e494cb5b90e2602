import Logging
import Synchronization

/// Says every half second that this process lives, so that nobody takes its attempts over.
final class AttemptHeartbeat: Sendable {
    private static let interval: Duration = .milliseconds(500)

    private let leases: AttemptLeaseStore
    private let logger: Logger
    private let aliveUntil = Mutex<ContinuousClock.Instant?>(nil)

    init(_ leases: AttemptLeaseStore, logger: Logger) {
        self.leases = leases
        self.logger = logger
    }

    /// Whether the others still believe that this process lives; only then does it take on work.
    ///
    /// Counted from before the sign of life was sent, so this is over before theirs is.
    var isAlive: Bool {
        aliveUntil.withLock { $0.map { $0 > .now } ?? false }
    }

    /// One sign of life.
    func beat() async {
        let start = ContinuousClock.now
        do {
            try await leases.renew()
            aliveUntil.withLock { $0 = start + AttemptLeaseStore.lifetime }
        } catch {
            logger.warning("No sign of life could be given", metadata: ["error": "\(error)"])
        }
    }

    /// Gives signs of life until canceled.
    func run() async {
        while !Task.isCancelled {
            await beat()
            // Canceled when the process ends.
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// The last word: nobody needs to wait for this process any longer.
    func resign() async {
        aliveUntil.withLock { $0 = nil }
        do {
            try await leases.resign()
        } catch {
            logger.warning("What this process leaves behind is taken over only when its last sign of life is old")
        }
    }
}
