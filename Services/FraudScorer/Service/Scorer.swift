import Metrics

/// Counts, features, rules: from a payment to its verdict.
struct Scorer: Sendable {
    let store: FraudStore
    let rules: RuleBook
    /// Whether velocity decides in test mode too, where all shoppers share one address and a few cards.
    let isEnforcedInTest: Bool

    /// The verdict on a payment, the stored one if the attempt has one.
    func verdict(on payment: Payment) async throws -> Verdict {
        let verdict = try await store.verdict(on: payment) { counts in
            rules.judge(FeatureVector(payment, counts), bindsAll: payment.livemode || isEnforcedInTest)
        }
        Counter(
            label: "paydesk_fraud_verdicts",
            dimensions: [("decision", verdict.decision.rawValue), ("livemode", "\(payment.livemode)")]
        ).increment()
        return verdict
    }
}
