import Foundation

/// The scorer's answer about one payment attempt.
package struct ScoreResponse: Codable, Sendable, Equatable {
    /// 0 (nothing found) to 100, of the rules that are enforced for this payment.
    package var score: Int
    /// What the caller shall do.
    ///
    /// It follows from enforced rules alone and can be followed blindly.
    package var decision: Decision
    /// Most points first; the first one names the risk level when the payment is blocked or to be reviewed.
    package var reasons: [Reason]
    /// False when rules that are only watched in test mode would have led to another decision.
    package var enforced: Bool
    /// The score of all rules, watched ones included.
    package var computedScore: Int
    /// What all rules, watched ones included, would have led to.
    package var computedDecision: Decision

    /// What to do with a payment, mildest first.
    package enum Decision: String, Codable, Sendable {
        /// Go on.
        case allow
        /// Ask the customer to authenticate (3-D Secure) first, where the card and the acquirer can.
        case authenticate
        /// Go on, and let a person look at it.
        case review
        /// Refuse, without telling the customer more than for any decline.
        case block
    }

    /// One thing that was found, in words for the merchant.
    package struct Reason: Codable, Sendable, Equatable {
        /// Stable and machine-readable, for example `address_cards_10m`.
        package var code: String
        /// What it adds to the score; 0 for the line that names the risk level.
        package var points: Int
        package var message: String

        package init(code: String, points: Int, message: String) {
            self.code = code
            self.points = points
            self.message = message
        }
    }

    package init(
        score: Int,
        decision: Decision,
        reasons: [Reason],
        enforced: Bool,
        computedScore: Int,
        computedDecision: Decision
    ) {
        self.score = score
        self.decision = decision
        self.reasons = reasons
        self.enforced = enforced
        self.computedScore = computedScore
        self.computedDecision = computedDecision
    }

    private enum CodingKeys: String, CodingKey {
        case score, decision, reasons, enforced
        case computedScore = "computed_score"
        case computedDecision = "computed_decision"
    }
}
