import Foundation
import Metrics
import Payments

/// How many attempts wait for their acquirer's evidence, and since when the oldest: the figure to be woken up for.
///
/// Every session-api shows the same, since all read one table: take the maximum.
struct UnknownAttemptGauges: Sendable {
    let attempts: AttemptStore
    let clock: WallClock

    func read() async throws {
        let now = clock.now
        let waiting = try await attempts.waitingForEvidence()
        for livemode in [true, false] {
            let found = waiting[livemode]
            let dimensions = [("livemode", "\(livemode)")]
            Gauge(label: "paydesk_unknown_attempts", dimensions: dimensions).record(found?.count ?? 0)
            Gauge(label: "paydesk_unknown_attempt_age_seconds", dimensions: dimensions)
                .record(found.map { max(now.timeIntervalSince($0.oldest), 0) } ?? 0)
        }
    }
}
