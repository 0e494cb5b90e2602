import Synchronization

/// Which acquirers do not answer at the moment, and when each was asked last.
///
/// While one is away it is asked about one attempt every two seconds, not about all of them: it has trouble enough.
final class AcquirerHealth: Sendable {
    private let askedLast = Mutex<[String: ContinuousClock.Instant]>([:])

    /// Those that do not answer.
    var away: [String] {
        askedLast.withLock { $0.keys.sorted() }
    }

    func silent(_ acquirer: String) {
        askedLast.withLock { $0[acquirer] = .now }
    }

    /// Returns whether it was away until now.
    func answered(_ acquirer: String) -> Bool {
        askedLast.withLock { $0.removeValue(forKey: acquirer) != nil }
    }

    /// Those whose turn it is to be asked again; it counts as done.
    func takeDueProbes(after interval: Duration) -> [String] {
        askedLast.withLock { askedLast in
            let now = ContinuousClock.now
            let due = askedLast.filter { now - $0.value >= interval }.keys.sorted()
            for acquirer in due { askedLast[acquirer] = now }
            return due
        }
    }
}
