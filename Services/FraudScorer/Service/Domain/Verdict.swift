import Foundation

/// What to do with a payment, mildest first.
enum Decision: String, Codable, Sendable, CaseIterable {
    case allow, authenticate, review, block
}

/// One thing that a rule found.
struct Reason: Codable, Equatable, Sendable {
    var code: String
    var points: Int
    var message: String
}

/// The outcome for one payment: what binds, and what all rules together would have said.
struct Verdict: Codable, Equatable, Sendable {
    /// 0…100, of the binding rules.
    var score: Int
    var decision: Decision
    var reasons: [Reason]
    /// 0…100, of all rules.
    var computedScore: Int
    var computedDecision: Decision

    /// False when rules that are only watched would have changed the decision.
    var isEnforced: Bool { decision == computedDecision }
}

extension RuleBook {
    /// Judges one payment; pure, so that the same features always lead to the same verdict.
    ///
    /// - Parameters:
    ///   - features: what is known about the payment.
    ///   - bindsAll: true in live mode, and in test mode when enforcement was asked for; otherwise rules that are
    ///     only watched are named among the reasons but neither score nor decide.
    /// - Returns: score, decision and reasons.
    func judge(_ features: FeatureVector, bindsAll: Bool) -> Verdict {
        let found = rules.compactMap { rule in rule.reached(by: features).map { (rule: rule, step: $0) } }
        let binding = found.filter { bindsAll || $0.rule.bindsInTest }
        let all = Self.outcome(found)
        let outcome = Self.outcome(binding)
        let reasons = found.map { Reason($0.rule, $0.step, features) }.sorted { $0.points > $1.points }
        return Verdict(
            score: outcome.score,
            decision: outcome.decision,
            reasons: Self.headline(outcome.decision, outcome.score) + reasons,
            computedScore: all.score,
            computedDecision: all.decision
        )
    }

    private static func outcome(_ found: [(rule: Rule, step: Rule.Step)]) -> (score: Int, decision: Decision) {
        let score = min(100, found.reduce(0) { $0 + $1.step.points })
        let effects = found.map(\.rule.effect)
        let decision: Decision =
            if score >= blockFrom || effects.contains(.block) {
                .block
            } else if score >= reviewFrom {
                .review
            } else if score >= authenticateFrom || effects.contains(.authenticate) {
                .authenticate
            } else {
                .allow
            }
        return (score, decision)
    }

    /// The risk level in the words of the public API, which puts them into a charge's `outcome.reason`.
    private static func headline(_ decision: Decision, _ score: Int) -> [Reason] {
        switch decision {
        case .block:
            [Reason(code: "highest_risk_level", points: 0, message: "Score \(score): blocked from \(blockFrom) on.")]
        case .review:
            [Reason(code: "elevated_risk_level", points: 0, message: "Score \(score): reviewed from \(reviewFrom) on.")]
        case .allow, .authenticate:
            []
        }
    }
}

extension Reason {
    fileprivate init(_ rule: Rule, _ step: Rule.Step, _ features: FeatureVector) {
        let value = features[rule.feature]
        self.init(
            code: rule.feature.rawValue,
            points: step.points,
            message: rule.message.replacing("#", with: "\(value)")
        )
    }
}
