import Foundation

/// The network that a card belongs to.
package enum CardBrand: String, Codable, Sendable, CaseIterable {
    case visa, mastercard, amex, discover, diners, jcb, unionpay, unknown

    /// What the brand calls itself, for people.
    package var displayName: String {
        switch self {
        case .visa: "Visa"
        case .mastercard: "Mastercard"
        case .amex: "American Express"
        case .discover: "Discover"
        case .diners: "Diners Club"
        case .jcb: "JCB"
        case .unionpay: "UnionPay"
        case .unknown: "Card"
        }
    }
}

/// What a payment with a card is taken from.
package enum CardFunding: String, Codable, Sendable, CaseIterable {
    case credit, debit, prepaid, unknown
}

/// The last month in which a card is good.
package struct CardExpiry: Hashable, Sendable, Codable {
    /// 1 to 12.
    package let month: Int
    /// Four digits.
    package let year: Int

    /// Nil for a month outside 1 to 12 or a year outside 2000 to 2099.
    package init?(month: Int, year: Int) {
        guard (1...12).contains(month), (2000...2099).contains(year) else { return nil }
        self.month = month
        self.year = year
    }

    /// Whether the month is over, everywhere on earth: a card is good until its last day ends at UTC-12.
    package func isPast(at now: Date) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month], from: now.addingTimeInterval(-12 * 3600))
        return (year, month) < (parts.year ?? 0, parts.month ?? 0)
    }
}
