import Metrics

/// Counts, features, rules: from a payment to its verdict.
struct Scorer: Sendable {
    let store: FraudStore
    let rules: RuleBook
    /// Whether velocity decides in test mode too, where all shoppers share one address and a few cards.
    let isEnforcedInTest: Bool

    /// The verdict on a payment, the stored one if the attempt has one.
    ///
    /// A payment that is blocked by what it is, whatever was counted, needs no database: the answer is the same each
    /// time, and comes while Postgres is away, too.
    func verdict(on payment: Payment) async throws -> Verdict {
        let bindsAll = payment.livemode || isEnforcedInTest || payment.enforcesInTest
        let alone = rules.judge(FeatureVector(payment, Counts()), bindsAll: bindsAll)
        guard alone.decision != .block else { return counted(alone, payment) }
        let verdict = try await store.verdict(on: payment) { counts in
            rules.judge(FeatureVector(payment, counts), bindsAll: bindsAll)
        }
        return counted(verdict, payment)
    }

    private func counted(_ verdict: Verdict, _ payment: Payment) -> Verdict {
        Counter(
            label: "paydesk_fraud_verdicts_total",
            dimensions: [("decision", verdict.decision.rawValue), ("livemode", "\(payment.livemode)")]
        ).increment()
        return verdict
    }
}
