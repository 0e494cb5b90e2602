import AsyncAlgorithms
import Logging
import Metrics
import ServiceLifecycle

/// Reads the event log and keeps up with it.
///
/// Every scorer runs one. Whichever holds the cursor learns the next messages; the others find it taken and look again.
struct Learner: Service {
    let store: HistoryStore
    let logger: Logger

    /// How often to look for something new; a score may lag behind the log by this much.
    private static let pause: Duration = .milliseconds(500)

    func run() async throws {
        for await _ in AsyncTimerSequence(interval: Self.pause, clock: .continuous).cancelOnGracefulShutdown() {
            await pass()
        }
    }

    /// One pass: learns until nothing is left, or another scorer is at it.
    func pass() async {
        do {
            guard try await store.hasNews() else { return }
            while let count = try await store.learn(upTo: Limits.learnedMessages), !Task.isCancelled {
                Counter(label: "paydesk_fraud_messages_learned").increment(by: count)
                if count < Limits.learnedMessages { return }
            }
        } catch {
            logger.warning(
                "Nothing could be learned from the log; the next pass goes on where the last one ended",
                metadata: ["error": "\(error)"]
            )
        }
    }
}
