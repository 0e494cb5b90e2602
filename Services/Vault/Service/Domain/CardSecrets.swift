import Payments

/// A card's fields on their way to an acquirer, for the length of one call.
struct CardSecrets: Sendable {
    /// ASCII digits.
    let number: SecretBuffer
    let expiry: CardExpiry
    /// UTF-8.
    let name: SecretBuffer?
    /// Taken from the hold for this call; ASCII digits.
    let code: SecretBuffer?
}

/// What a placeholder stands for.
enum CardPlaceholder: String, CaseIterable, Sendable {
    case number = "card.number"
    case expMonth = "card.exp_month"
    case expYear = "card.exp_year"
    case expMMYY = "card.exp_mmyy"
    case expYYMM = "card.exp_yymm"
    case code = "card.cvc"
    case name = "card.name"

    /// Hands out the field's bytes, one by one.
    func write(_ card: CardSecrets, to put: (UInt8) -> Void) {
        switch self {
        case .number: card.number.withBytes { $0.forEach(put) }
        case .code: card.code?.withBytes { $0.forEach(put) }
        case .name: card.name?.withBytes { $0.forEach(put) }
        case .expMonth: Self.twoDigits(card.expiry.month, put)
        case .expYear:
            Self.twoDigits(card.expiry.year / 100, put)
            Self.twoDigits(card.expiry.year % 100, put)
        case .expMMYY:
            Self.twoDigits(card.expiry.month, put)
            Self.twoDigits(card.expiry.year % 100, put)
        case .expYYMM:
            Self.twoDigits(card.expiry.year % 100, put)
            Self.twoDigits(card.expiry.month, put)
        }
    }

    /// The most bytes that it can become, JSON's escapes included.
    var maximumBytes: Int { self == .name ? 6 * Limits.nameBytes : 19 }

    private static func twoDigits(_ number: Int, _ put: (UInt8) -> Void) {
        put(UInt8(ascii: "0") + UInt8(number / 10 % 10))
        put(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
