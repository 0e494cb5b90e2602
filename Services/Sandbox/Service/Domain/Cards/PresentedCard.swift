import Payments

/// A card as a request presents it.
///
/// It lives as long as the call; only `last4` may outlive it.
struct PresentedCard: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nil when the month or the year cannot be one.
    let expiry: CardExpiry?
    let last4: String
    private let number: String
    private let cvc: String?

    /// Nil unless the number is 12 to 19 digits (ISO/IEC 7812), spaces and dashes between them allowed.
    init?(number: String, expiry: CardExpiry?, cvc: String?) {
        let digits = number.filter { $0 != " " && $0 != "-" }
        guard (12...19).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        self.number = digits
        self.expiry = expiry
        self.cvc = cvc.flatMap { $0.isEmpty ? nil : $0 }
        last4 = String(digits.suffix(4))
    }

    var hasCVC: Bool { cvc != nil }

    var passesLuhn: Bool {
        CardNumberScan.luhn(number.utf8.map { $0 - 48 })
    }

    /// What the table of test cards says of this number; an unknown number behaves like a good card.
    var behaviour: CardBehaviour {
        TestCards.behaviours[number] ?? .approves
    }

    var description: String { "card ending in \(last4)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
