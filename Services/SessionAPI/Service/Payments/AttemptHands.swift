import Payments
import Synchronization

/// The attempts that a task of this process holds in its hands right now.
///
/// What this process owns but nobody in it holds, because storing its last step failed, may be taken up again.
final class AttemptHands: Sendable {
    private let counts = Mutex<[ID<PaymentAttempt>: Int]>([:])

    func take(_ id: ID<PaymentAttempt>) {
        counts.withLock { $0[id, default: 0] += 1 }
    }

    func release(_ id: ID<PaymentAttempt>) {
        counts.withLock { counts in
            let left = counts[id, default: 1] - 1
            counts[id] = left > 0 ? left : nil
        }
    }

    var held: [ID<PaymentAttempt>] {
        counts.withLock { Array($0.keys) }
    }
}
