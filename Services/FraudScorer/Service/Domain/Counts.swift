import Foundation

/// What attempts are counted by.
enum Subject: Int, CaseIterable, Sendable, Comparable {
    /// The card at this merchant.
    case card = 1
    /// The card at all merchants.
    case network = 2
    /// The customer's network address.
    case address = 3
    /// The hash of the e-mail address.
    case email = 4
    /// The checkout session.
    case session = 5

    static func < (one: Subject, other: Subject) -> Bool { one.rawValue < other.rawValue }

    /// What identifies this payment's subject of the kind; nil when the payment has none.
    func key(of payment: Payment) -> String? {
        switch self {
        case .card: "\(payment.merchant) \(payment.card.fingerprint)"
        case .network: payment.card.networkFingerprint
        case .address: payment.address?.description
        case .email: payment.emailHash
        case .session: payment.session
        }
    }
}

/// Two things seen together, of which the different ones are counted.
enum Pairing: Int, CaseIterable, Sendable, Comparable {
    case addressWithCard = 1
    case emailWithCard = 2
    case sessionWithCard = 3
    case cardWithMerchant = 4

    static func < (one: Pairing, other: Pairing) -> Bool { one.rawValue < other.rawValue }

    /// What is counted for, and what is counted; nil when the payment lacks one of them.
    func members(of payment: Payment) -> (subject: String, member: String)? {
        switch self {
        case .addressWithCard: payment.address.map { ($0.description, payment.card.networkFingerprint) }
        case .emailWithCard: payment.emailHash.map { ($0, payment.card.networkFingerprint) }
        case .sessionWithCard: (payment.session, payment.card.networkFingerprint)
        case .cardWithMerchant: (payment.card.networkFingerprint, payment.merchant)
        }
    }
}

/// What the counters say about one payment, the payment itself included, and what earlier payments taught.
struct Counts: Equatable, Sendable {
    var history = History()
    /// Attempts by subject and window.
    var attempts: [Subject: [Window: Int]] = [:]
    /// Different members by pairing and window.
    var distinct: [Pairing: [Window: Int]] = [:]

    /// Attempts of a subject; 0 when the payment has none of the kind.
    func attempts(_ subject: Subject, _ window: Window) -> Int {
        attempts[subject]?[window] ?? 0
    }

    /// Different members of a pairing; 0 when the payment has none of the kind.
    func distinct(_ pairing: Pairing, _ window: Window) -> Int {
        distinct[pairing]?[window] ?? 0
    }
}
