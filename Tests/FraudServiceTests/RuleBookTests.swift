import Testing

@testable import FraudService

@Suite struct RuleBookTests {
    struct Case: CustomTestStringConvertible {
        var features: [Feature: Int]
        var score: Int
        var decision: Decision

        var testDescription: String {
            features.map { "\($0.key.rawValue)=\($0.value)" }.sorted().joined(separator: " ")
        }
    }

    @Test(arguments: [
        Case(features: [:], score: 0, decision: .allow),
        Case(features: [.missingEmail: 1], score: 4, decision: .allow),
        Case(features: [.addressCards10m: 3], score: 0, decision: .allow),
        Case(features: [.addressCards10m: 4], score: 20, decision: .allow),
        Case(features: [.addressCards10m: 8], score: 50, decision: .authenticate),
        Case(features: [.addressCards10m: 20], score: 100, decision: .block),
        Case(features: [.cardMerchants1h: 6], score: 80, decision: .block),
        Case(features: [.cardMerchants1h: 5], score: 25, decision: .allow),
        Case(features: [.amountMultiple: 4000], score: 9, decision: .authenticate),
        Case(features: [.amountMultiple: 3999], score: 6, decision: .allow),
        Case(features: [.addressCards10m: 8, .cardAttempts10m: 4], score: 65, decision: .review),
        Case(features: [.addressCards10m: 8, .cardAttempts10m: 4, .prepaidCard: 1], score: 73, decision: .review),
        Case(features: [.addressCards10m: 8, .emailCards24h: 5], score: 95, decision: .block),
        Case(features: [.addressCards10m: 20, .emailCards24h: 5], score: 100, decision: .block),
        Case(features: [.testCardElevated: 1], score: 65, decision: .review),
        Case(features: [.testCardAuthenticate: 1], score: 55, decision: .authenticate),
        Case(features: [.testCardHighest: 1], score: 85, decision: .block),
        Case(features: [.testCardBlocked: 1], score: 100, decision: .block),
    ])
    func `points add up to a score, and the score decides`(_ row: Case) {
        let verdict = RuleBook.standard.judge(FeatureVector(row.features), bindsAll: true)
        #expect(verdict.score == row.score)
        #expect(verdict.decision == row.decision)
        #expect(verdict.isEnforced)
    }

    @Test(arguments: [
        (49, Decision.allow), (50, .authenticate), (64, .authenticate), (65, .review), (74, .review), (75, .block),
    ])
    func `a decision changes exactly at its mark`(_ points: Int, _ decision: Decision) {
        let rule = Rule(
            feature: .prepaidCard,
            steps: [.init(atLeast: 1, points: points)],
            message: "",
            bindsInTest: true
        )
        let verdict = RuleBook(rules: [rule]).judge(FeatureVector([.prepaidCard: 1]), bindsAll: false)
        #expect(verdict.decision == decision)
    }

    @Test func `only the highest step of a rule counts`() {
        let verdict = RuleBook.standard.judge(FeatureVector([.addressCards10m: 9]), bindsAll: true)
        #expect(verdict.reasons.map(\.code) == ["address_cards_10m"])
        #expect(verdict.reasons.map(\.points) == [50])
        #expect(verdict.reasons.first?.message == "9 different cards from one address in 10 minutes.")
    }

    @Test func `a blocked payment says so first, then what weighed most`() {
        let features = FeatureVector([.missingEmail: 1, .cardMerchants1h: 7, .emailCards24h: 3])
        let verdict = RuleBook.standard.judge(features, bindsAll: true)
        #expect(
            verdict.reasons.map(\.code) == [
                "highest_risk_level", "card_merchants_1h", "email_cards_24h", "missing_email",
            ]
        )
    }

    @Test func `velocity that does not bind is named, and neither scores nor decides`() {
        let features = FeatureVector([.addressCards10m: 30, .missingEmail: 1])
        let verdict = RuleBook.standard.judge(features, bindsAll: false)
        #expect(verdict.score == 4)
        #expect(verdict.decision == .allow)
        #expect(verdict.computedScore == 100)
        #expect(verdict.computedDecision == .block)
        #expect(!verdict.isEnforced)
        #expect(verdict.reasons.map(\.code) == ["address_cards_10m", "missing_email"])
    }

    @Test func `a blocked test card is blocked whatever else does not bind`() {
        let features = FeatureVector([.addressCards10m: 30, .testCardBlocked: 1])
        let verdict = RuleBook.standard.judge(features, bindsAll: false)
        #expect(verdict.decision == .block)
        #expect(verdict.isEnforced)
    }

    @Test func `steps rise, and every finding has a message`() {
        for rule in RuleBook.standard.rules {
            #expect(rule.steps.map(\.atLeast) == rule.steps.map(\.atLeast).sorted())
            #expect(rule.steps.map(\.points) == rule.steps.map(\.points).sorted())
            #expect(!rule.message.isEmpty)
        }
    }
}

extension FeatureVector {
    fileprivate init(_ values: [Feature: Int]) {
        self.init()
        for (feature, value) in values { self[feature] = value }
    }
}
