import Foundation

/// What one card usually pays at one merchant: a weighted mean of the amounts' logarithms, and how far they lie from it.
///
/// A card has few payments, too few for shares. Each new one moves the mean by a tenth of its distance, the first ones
/// by more; a distance counts as two doublings at most, so that one large purchase does not make large ones usual.
struct CardHabit: Equatable, Sendable {
    /// Approved payments, ever.
    var payments: Int = 0
    /// The mean of log2 of the amounts in minor units.
    var level: Double = 0
    /// The mean distance from it, in doublings.
    var spread: Double = Self.firstSpread
    /// When the card paid last.
    var lastSeen: Date = .distantPast

    /// Fewer payments than this say nothing about what is usual.
    static let enough = 3
    /// Before anything is known: half a doubling up or down is nothing special.
    private static let firstSpread = 0.5
    private static let leastSpread = 0.25
    private static let farthest = 2.0
    private static let leastWeight = 0.1

    mutating func add(_ amount: Int64, at moment: Date) {
        guard amount > 0 else { return }
        let size = log2(Double(amount))
        if payments == 0 { level = size }
        let weight = max(1 / Double(payments + 1), Self.leastWeight)
        let distance = min(max(size - level, -Self.farthest), Self.farthest)
        level += weight * distance
        spread += weight * (abs(distance) - spread)
        payments += 1
        lastSeen = max(lastSeen, moment)
    }

    /// The upper end of what is usual: two mean distances above the mean; nil while too little is known.
    var usualMost: Int64? {
        guard payments >= Self.enough else { return nil }
        let size = min(level + 2 * max(spread, Self.leastSpread), 50)
        return Int64(exp2(size).rounded(.up))
    }
}
