import Foundation
import Payments

/// A card as a customer typed it, checked; it exists from the request's arrival until the card is sealed.
struct CardEntry: Sendable {
    let number: CardNumber
    let expiry: CardExpiry
    /// The security code as ASCII digits.
    let code: SecretBuffer
    /// UTF-8; nil when none was typed.
    let name: SecretBuffer?

    /// - Throws: the first thing that is wrong, from the number down.
    init(_ form: inout CardForm, at now: Date) throws(TokenRefusal) {
        let number = try form.withValue(.number) { typed throws(TokenRefusal) in try CardNumber(typed: typed) }
        self.number = number
        expiry = try Self.expiry(&form, at: now)
        code = try form.withValue(.cvc) { typed throws(TokenRefusal) in try Self.code(typed, of: number.rule) }
        name = try form.withValue(.name) { typed throws(TokenRefusal) in try Self.name(typed) }
    }

    private static func expiry(_ form: inout CardForm, at now: Date) throws(TokenRefusal) -> CardExpiry {
        guard form.has(.expMonth), !form.has(.exp) else {
            return try form.withValue(.exp) { typed throws(TokenRefusal) in try ExpiryReader.read(typed, at: now) }
        }
        // An expiry date alone is no secret, so both may be copied.
        let month = form.withValue(.expMonth) { Array($0) }
        let year = form.withValue(.expYear) { Array($0) }
        return try ExpiryReader.read(month: month, year: year, at: now)
    }

    private static func code(
        _ typed: UnsafeRawBufferPointer,
        of rule: BrandRule
    ) throws(TokenRefusal) -> SecretBuffer {
        guard !typed.isEmpty else { throw .codeMissing }
        guard rule.codeLengths.contains(typed.count), typed.allSatisfy(CardNumber.isDigit),
            let code = SecretBuffer(copying: typed)
        else { throw rule.brand == .amex ? .amexCodeInvalid : .codeInvalid }
        return code
    }

    /// Control characters have no place in a name, nor has a card number: customers do type it there.
    private static func name(_ typed: UnsafeRawBufferPointer) throws(TokenRefusal) -> SecretBuffer? {
        guard !typed.isEmpty else { return nil }
        guard typed.count <= Limits.nameBytes, typed.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            typed.count(where: CardNumber.isDigit) < 10, isUTF8(typed), let name = SecretBuffer(copying: typed)
        else { throw .nameInvalid }
        return name
    }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue: continue
            case .emptyInput: return true
            case .error: return false
            }
        }
    }
}
