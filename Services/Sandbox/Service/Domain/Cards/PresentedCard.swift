import Foundation
import Payments
import Secrets

/// A card as a request presents it.
///
/// It lives as long as the call; only `last4` and `brand` may outlive it.
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

    /// What the table of test cards says of charging this number; an unknown number behaves like a good card.
    var behaviour: CardBehaviour {
        TestCards.card(number)?.charge ?? .approves
    }

    /// What the table says of authenticating it.
    var authentication: AuthenticationBehaviour {
        TestCards.card(number)?.authentication ?? .trusts
    }

    /// By the first digits (ISO/IEC 7812-1), as far as they matter here.
    var brand: CardBrand {
        let two = Int(number.prefix(2)) ?? 0
        let four = Int(number.prefix(4)) ?? 0
        return switch two {
        case 40...49: .visa
        case 51...55: .mastercard
        case 22...27 where (2221...2720).contains(four): .mastercard
        case 34, 37: .amex
        case 30, 36, 38, 39: .diners
        case 35: .jcb
        case 62: .unionpay
        case 60, 64, 65: .discover
        default: .unknown
        }
    }

    /// A MAC over the number and `context`: the number itself goes nowhere.
    func code(_ key: SecretBytes, over context: String) -> [UInt8] {
        MAC.sha256(key: key, Data("\(number)|\(context)".utf8))
    }

    var description: String { "card ending in \(last4)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
