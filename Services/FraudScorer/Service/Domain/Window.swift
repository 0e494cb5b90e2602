import Foundation

/// How far back a counter looks.
///
/// A window is counted in two buckets of its own length, this one and the one before, which costs two numbers per
/// window where exact bookkeeping would keep every event. The count is this bucket plus the share of the one before
/// that the window still covers, so it glides instead of falling to zero at a boundary.
enum Window: Int, CaseIterable, Sendable {
    case tenMinutes = 600
    case hour = 3600
    case day = 86_400

    var seconds: Int { rawValue }

    /// The number of the bucket that a moment lies in, counted from 1970.
    func bucket(at moment: Date) -> Int64 {
        Int64((moment.timeIntervalSince1970 / Double(seconds)).rounded(.down))
    }

    /// What lies within the window that ends at `moment`.
    ///
    /// Rounded up: one event a moment before the boundary still counts as one a moment after it.
    func count(_ tally: Tally, at moment: Date) -> Int {
        let bucket = bucket(at: moment)
        // A clock behind the one that counted last sees that one's bucket as its own.
        guard tally.bucket < bucket else {
            return tally.now + share(of: tally.before, at: max(moment, start(tally.bucket)))
        }
        return tally.bucket == bucket - 1 ? share(of: tally.now, at: moment) : 0
    }

    private func start(_ bucket: Int64) -> Date {
        Date(timeIntervalSince1970: Double(bucket) * Double(seconds))
    }

    private func share(of before: Int, at moment: Date) -> Int {
        let elapsed = moment.timeIntervalSince1970 - Double(bucket(at: moment)) * Double(seconds)
        return Int((Double(before) * (1 - elapsed / Double(seconds))).rounded(.up))
    }
}

/// Two buckets of one window, as they are stored.
struct Tally: Equatable, Sendable {
    /// The number of the newer bucket.
    var bucket: Int64
    /// Events in the newer bucket.
    var now: Int
    /// Events in the one before it.
    var before: Int
}
