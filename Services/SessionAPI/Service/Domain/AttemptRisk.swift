/// What the fraud scorer said about an attempt, or that it said nothing.
package struct RiskAssessment: Sendable, Equatable {
    /// 0…100; nil when the scorer did not answer in time.
    package let score: Int?
    package let decision: RiskDecision
    /// Stable codes of what was found, most important first.
    package let reasons: [String]

    package init(score: Int?, decision: RiskDecision, reasons: [String]) {
        self.score = score
        self.decision = decision
        self.reasons = reasons
    }

    /// The scorer was away or slow: the payment goes on, and says that nobody looked at it.
    package static let unavailable = RiskAssessment(score: nil, decision: .allow, reasons: ["scorer_unavailable"])

    /// Whether nobody looked at the payment.
    package var isMissing: Bool { score == nil }

    /// What the merchant wants done with a payment that nobody looked at; one that was looked at stays as it is.
    package func following(_ policy: MerchantSettings.ScorerAway) -> RiskAssessment {
        guard isMissing else { return self }
        let decision: RiskDecision =
            switch policy {
            case .allow: .review
            case .authenticate: .authenticate
            case .refuse: .block
            }
        return RiskAssessment(score: nil, decision: decision, reasons: reasons)
    }

    /// The dialect's word; 65 and above is elevated, 75 and above highest (dialect §11).
    package var level: String {
        guard let score else { return "not_assessed" }
        if score >= 75 || decision == .block { return "highest" }
        return score >= 65 ? "elevated" : "normal"
    }
}

/// What the fraud scorer wants done.
package enum RiskDecision: String, Sendable, CaseIterable {
    case allow, authenticate, review, block
}
