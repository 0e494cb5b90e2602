import Foundation
import Payments

/// The dialect's record of one try that reached a verdict: money taken, or a no.
package struct Charge: Sendable, Equatable, Identified {
    package static let prefix = "ch_"
    package static let length = 24

    package let id: ID<Charge>
    /// The attempt that it tells of, with card, payer, verdict and risk.
    package let attempt: PaymentAttempt
    package let created: Date
    /// Minor units taken.
    package let captured: Int64
    /// Minor units given back, `captured` at most.
    package let refunded: Int64
    /// Minor units that are being given back; together with `refunded` never more than `captured`.
    package let refunding: Int64

    package init(
        id: ID<Charge>,
        attempt: PaymentAttempt,
        created: Date,
        captured: Int64,
        refunded: Int64 = 0,
        refunding: Int64 = 0
    ) {
        self.id = id
        self.attempt = attempt
        self.created = created
        self.captured = captured
        self.refunded = refunded
        self.refunding = refunding
    }

    /// The charge of an attempt that has just reached its verdict.
    package static func make(of attempt: PaymentAttempt, at now: Date, _ randomness: Randomness) -> Charge {
        Charge(
            id: .make(randomness),
            attempt: attempt,
            created: now,
            captured: attempt.state == .captured ? attempt.money.amount : 0
        )
    }

    package enum Status: String, Sendable, CaseIterable {
        case succeeded, failed
    }

    package var status: Status { attempt.state.isApproved ? .succeeded : .failed }

    package var outcome: ChargeOutcome { ChargeOutcome(of: attempt) }
}

/// Who decided about a charge, and why, for the merchant's eyes (dialect §11).
package struct ChargeOutcome: Sendable, Equatable {
    /// `authorized`, `manual_review`, `issuer_declined` or `blocked`.
    package let type: String
    /// `approved_by_network`, `declined_by_network` or `not_sent_to_network`.
    package let networkStatus: String
    /// `normal`, `elevated`, `highest` or `not_assessed`.
    package let riskLevel: String
    package let riskScore: Int?
    package let reason: String?
    package let sellerMessage: String
    package let advice: String?
    /// The network's own code of a decline.
    package let networkCode: String?

    package init(of attempt: PaymentAttempt) {
        let risk = attempt.risk ?? .unavailable
        riskLevel = risk.level
        riskScore = risk.score
        networkCode = attempt.decline?.networkCode
        if attempt.state == .blocked {
            (type, networkStatus) = ("blocked", "not_sent_to_network")
            reason = risk.level == "highest" ? "highest_risk_level" : "rule"
            sellerMessage = Self.words(ofBlocked: risk)
            advice = nil
        } else if let decline = attempt.decline {
            (type, networkStatus) = ("issuer_declined", "declined_by_network")
            reason = decline.code.rawValue
            sellerMessage = "The card's bank declined the payment with the reason \(decline.code.rawValue)."
            advice = decline.code.kind.advice
        } else {
            type = risk.decision == .review ? "manual_review" : "authorized"
            networkStatus = "approved_by_network"
            reason = risk.score == nil || risk.decision != .allow ? risk.reasons.first : nil
            sellerMessage = Self.words(ofApproved: risk)
            advice = nil
        }
    }

    private static func words(ofBlocked risk: RiskAssessment) -> String {
        guard risk.decision == .block else {
            return "Paydesk did not send this payment: the card's bank wants none with this card in this checkout."
        }
        guard let score = risk.score else {
            return
                "Paydesk blocked this payment: the fraud scorer gave no answer in time, and your settings refuse such."
        }
        let found = RiskWords.summary(of: risk.reasons)
        return "Paydesk blocked this payment as too risky, with a score of \(score) of 100"
            + (found.isEmpty ? "." : ": \(found).")
    }

    private static func words(ofApproved risk: RiskAssessment) -> String {
        guard risk.decision == .review else { return "Payment complete." }
        let found = RiskWords.summary(of: risk.reasons)
        return "Payment complete, and to be looked at" + (found.isEmpty ? "." : ": \(found).")
    }
}
