import Payments

/// How an authentication stands: `transStatus` of EMV 3-D Secure 2.
enum TransStatus: String, Codable, Sendable, CaseIterable {
    case authenticated = "Y"
    /// The issuer stood in, and gives proof that it was tried.
    case attempted = "A"
    case notAuthenticated = "N"
    case unavailable = "U"
    case rejected = "R"
    case challenge = "C"
    /// The issuer asks the cardholder by a way of its own, for days if need be.
    case decoupled = "D"
    case informational = "I"
    /// A challenge by Secure Payment Confirmation, of version 2.3.
    case paymentConfirmation = "S"

    /// Whether the merchant gets a CAVV with it.
    var hasProof: Bool { self == .authenticated || self == .attempted }

    /// Why, for those that must say so (N, U, R); what the table of cards says comes first.
    var usualReason: StatusReason? {
        switch self {
        case .notAuthenticated: .failed
        case .unavailable: .technicalIssue
        case .rejected: .suspectedFraud
        default: nil
        }
    }

    /// How networks grade a payment with it: Mastercard counts in its own way.
    func eci(_ brand: CardBrand) -> String? {
        switch self {
        case .authenticated: brand == .mastercard ? "02" : "05"
        case .attempted: brand == .mastercard ? "01" : "06"
        case .unavailable, .informational: brand == .mastercard ? "00" : "07"
        default: nil
        }
    }
}

/// `transStatusReason`, as far as this issuer gives one.
enum StatusReason: String, Codable, Sendable {
    case failed = "01"
    case noCardRecord = "08"
    case suspectedFraud = "11"
    case timedOut = "14"
    case tooManyChallenges = "19"
    case technicalIssue = "22"
}

/// Who gave up, when a challenge ended without an answer: `challengeCancel`.
enum ChallengeCancel: String, Codable, Sendable {
    case cardholder = "01"
    case timedOut = "04"
}

/// How an authentication ended, and why.
struct AuthenticationOutcome: Hashable, Sendable, Codable {
    let status: TransStatus
    let reason: StatusReason?
    let cancel: ChallengeCancel?

    init(_ status: TransStatus, reason: StatusReason? = nil, cancel: ChallengeCancel? = nil) {
        self.status = status
        self.reason = reason ?? status.usualReason
        self.cancel = cancel
    }

    /// For an issuer that contradicts itself.
    var opposite: AuthenticationOutcome {
        AuthenticationOutcome(status.hasProof ? .notAuthenticated : .authenticated)
    }
}
