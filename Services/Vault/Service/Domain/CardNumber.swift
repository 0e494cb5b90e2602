import Foundation
import Payments

/// A card number that can be one: digits, a known beginning, the brand's length, the check digit.
struct CardNumber: Sendable {
    /// The digits as ASCII.
    let digits: SecretBuffer
    let rule: BrandRule
    /// The first six digits and the last four: all that may be shown (PCI DSS 3.4.1).
    let bin: String
    let last4: String

    /// Reads what a customer typed; spaces and dashes are passed over.
    ///
    /// - Throws: `TokenRefusal.numberMissing`, `.numberInvalid` for what no network would have issued, `.numberIncorrect`
    ///   for a wrong length or check digit: most likely a slip.
    init(typed: UnsafeRawBufferPointer) throws(TokenRefusal) {
        guard !typed.isEmpty else { throw .numberMissing }
        let digits = try SecretBuffer { memory throws(TokenRefusal) in
            var count = 0
            for byte in typed where !Self.isSeparator(byte) {
                guard Self.isDigit(byte), count < 19 else { throw .numberInvalid }
                memory[count] = byte
                count += 1
            }
            return count
        }
        guard digits.count >= 12 else { throw .numberInvalid }
        let beginning = digits.withBytes { $0.prefix(6).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
        guard let rule = BrandRule.of(beginning: beginning) else { throw .numberInvalid }
        guard rule.allows(length: digits.count), digits.withBytes(Self.passesLuhn) else { throw .numberIncorrect }
        self.digits = digits
        self.rule = rule
        bin = digits.withBytes { String(decoding: $0.prefix(6), as: UTF8.self) }
        last4 = digits.withBytes { String(decoding: $0.suffix(4), as: UTF8.self) }
    }

    var brand: CardBrand { rule.brand }

    /// The check digit of ISO/IEC 7812-1, annex B, over ASCII digits.
    static func passesLuhn(_ digits: UnsafeRawBufferPointer) -> Bool {
        var sum = 0
        for index in digits.indices {
            let digit = Int(digits[index] - UInt8(ascii: "0"))
            let doubled = (digits.count - index) % 2 == 0 ? digit * 2 : digit
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
    }
}

extension CardNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "<redacted>" }
    var debugDescription: String { "<redacted>" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
