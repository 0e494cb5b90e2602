import Foundation

/// How often banks said yes and no to a card or to a merchant's customers, in two windows.
struct OutcomeTallies: Equatable, Sendable {
    var approvedHour = Tally.empty
    var declinedHour = Tally.empty
    var approvedDay = Tally.empty
    var declinedDay = Tally.empty

    mutating func add(_ outcome: Observation.Outcome, at moment: Date) {
        let (yes, no) = outcome == .approved ? (1, 0) : (0, 1)
        approvedHour.add(yes, in: .hour, at: moment)
        declinedHour.add(no, in: .hour, at: moment)
        approvedDay.add(yes, in: .day, at: moment)
        declinedDay.add(no, in: .day, at: moment)
    }
}

/// Who outcomes are counted for.
enum OutcomeSubject: Int, Sendable {
    /// A card at one merchant.
    case card = 1
    case merchant = 2
}

extension Tally {
    /// Nothing, long ago.
    static let empty = Tally(bucket: 0, now: 0, before: 0)

    /// Counts what happened at a moment; what comes from before the newer bucket counts as if it came now.
    mutating func add(_ count: Int, in window: Window, at moment: Date) {
        let current = window.bucket(at: moment)
        if current > bucket {
            before = current == bucket + 1 ? now : 0
            now = 0
            bucket = current
        }
        now += count
    }
}
