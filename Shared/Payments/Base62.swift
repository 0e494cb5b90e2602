/// Numbers as digits, upper-case and lower-case letters, in ASCII order, so that equal lengths sort like the numbers.
package enum Base62 {
    package static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// `value` in exactly `length` characters, zeros in front.
    ///
    /// - Precondition: the value fits; 62^11 holds any `UInt64`, 62^22 any `UInt128`.
    package static func encode(_ value: UInt128, length: Int) -> String {
        var rest = value
        var characters = [UInt8](repeating: alphabet[0], count: length)
        for position in stride(from: length - 1, through: 0, by: -1) where rest > 0 {
            characters[position] = alphabet[Int(rest % 62)]
            rest /= 62
        }
        precondition(rest == 0, "the number needs more than \(length) characters")
        return String(decoding: characters, as: UTF8.self)
    }

    /// The number that `text` stands for, or nil for a foreign character or more than 128 bits.
    package static func decode(_ text: some StringProtocol) -> UInt128? {
        var value: UInt128 = 0
        for byte in text.utf8 {
            guard let digit = digit(byte) else { return nil }
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 62)
            let (sum, overflow) = shifted.addingReportingOverflow(UInt128(digit))
            guard !tooLarge, !overflow else { return nil }
            value = sum
        }
        return value
    }

    /// Whether every byte is a letter or digit of the alphabet.
    package static func contains(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { digit($0) != nil }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 36
        default: nil
        }
    }
}
