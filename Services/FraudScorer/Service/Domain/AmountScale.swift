import Foundation

/// How large a merchant's payments usually are: a histogram on a logarithmic scale that forgets slowly.
///
/// A shop that sells cups at €5 and tables at €500 has two usual amounts and no useful mean, so shares are kept instead:
/// two bins for each doubling of the amount, all halved whenever ``capacity`` is reached. Whole numbers only, so that
/// the same payments in the same order always lead to the same counts; what happened once is gone after one halving.
struct AmountScale: Equatable, Sendable {
    /// Payments in each bin.
    private(set) var counts: [Int32]

    /// Up to 2^40 minor units, which is more than the largest charge of any currency.
    static let bins = 80
    /// From here on the older half of what is known is forgotten.
    static let capacity = 1_024
    /// Fewer payments than this say nothing about what is usual.
    static let enough = 20

    init(counts: [Int32] = []) {
        self.counts = Array(counts.prefix(Self.bins)) + Array(repeating: 0, count: max(0, Self.bins - counts.count))
    }

    var total: Int { counts.reduce(0) { $0 + Int($1) } }

    mutating func add(_ amount: Int64) {
        guard amount > 0 else { return }
        counts[Self.bin(of: amount)] += 1
        if total >= Self.capacity { counts = counts.map { $0 / 2 } }
    }

    /// The amount that 19 of 20 payments stay below; nil while too few are known.
    var usualMost: Int64? {
        let total = total
        guard total >= Self.enough else { return nil }
        var below = 0
        for (bin, count) in counts.enumerated() {
            below += Int(count)
            if below * 20 >= total * 19 { return Self.end(of: bin) }
        }
        return nil
    }

    /// Two bins per doubling: below and above the doubling's geometric middle.
    private static func bin(of amount: Int64) -> Int {
        let octave = 63 - amount.leadingZeroBitCount
        let isUpperHalf = Double(amount) >= Double(Int64(1) << octave) * 2.0.squareRoot()
        return min(octave * 2 + (isUpperHalf ? 1 : 0), bins - 1)
    }

    private static func end(of bin: Int) -> Int64 {
        let power = Double(Int64(1) << (bin / 2))
        return Int64((bin.isMultiple(of: 2) ? power * 2.0.squareRoot() : power * 2).rounded(.up))
    }
}
