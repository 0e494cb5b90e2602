/// A `numeric` as the server sends it: digits to base 10,000, of which the first stands at `weight`.
struct NumericValue {
    private let digits: [Int16]
    private let weight: Int
    private let isNegative: Bool
    private static let negative: UInt16 = 0x4000

    /// Reads a number; NaN and the infinities are refused.
    init(_ bytes: UnsafeRawBufferPointer) throws(PostgresMismatch) {
        let count = try Int(bytes.integer(UInt16.self, at: 0))
        weight = try Int(bytes.integer(Int16.self, at: 2))
        let sign = try bytes.integer(UInt16.self, at: 4)
        guard sign == 0 || sign == Self.negative else { throw PostgresMismatch() }
        isNegative = sign == Self.negative
        var digits: [Int16] = []
        for index in 0..<count {
            try digits.append(bytes.integer(at: 8 + 2 * index))
        }
        self.digits = digits
    }

    /// The value as a whole number; a fraction or too large a value is refused.
    func integer() throws(PostgresMismatch) -> Int64 {
        guard digits.count <= weight + 1 || digits.isEmpty else { throw PostgresMismatch() }
        guard !digits.isEmpty else { return 0 }
        var total: Int64 = 0
        for index in 0...weight {
            let digit = index < digits.count ? Int64(digits[index]) : 0
            let (shifted, tooLarge) = total.multipliedReportingOverflow(by: 10_000)
            // Built downwards when negative, so that the smallest Int64 fits as well.
            let (sum, tooLargeToo) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
            guard !tooLarge, !tooLargeToo else { throw PostgresMismatch() }
            total = sum
        }
        return total
    }

    /// The nearest value that a double holds.
    func double() -> Double {
        var text = isNegative ? "-" : ""
        for digit in digits { text += String(10_000 + Int(digit)).dropFirst() }
        guard !digits.isEmpty else { return 0 }
        // Read as text: multiplying powers of ten up would round at each step.
        return Double(text + "e\(4 * (weight + 1 - digits.count))") ?? .nan
    }
}
