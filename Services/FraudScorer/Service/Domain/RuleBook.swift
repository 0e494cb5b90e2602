import Foundation

/// The rules in use, and the marks that turn a score into a decision.
struct RuleBook: Sendable {
    /// From here on a payment is refused.
    static let blockFrom = 75
    /// From here on a person should look at it.
    static let reviewFrom = 65
    /// From here on the customer should authenticate.
    static let authenticateFrom = 50

    var rules: [Rule]

    /// What ships.
    ///
    /// Weights are a first judgement, to be replaced by measured ones: a single finding asks for more
    /// proof at most, two strong ones block; card testing (many cards from one address) blocks alone.
    static let standard = RuleBook(rules: testCards + facts + history + velocity)

    private static let testCards: [Rule] = [
        Rule(.testCardBlocked, [(1, 100)], "This test card is always blocked.", .block, bindsInTest: true),
        Rule(.testCardHighest, [(1, 85)], "This test card stands for the highest risk.", bindsInTest: true),
        Rule(.testCardElevated, [(1, 65)], "This test card stands for an elevated risk.", bindsInTest: true),
        Rule(
            .testCardAuthenticate,
            [(1, 55)],
            "This test card stands for a risk that asks for authentication.",
            bindsInTest: true
        ),
    ]

    private static let facts: [Rule] = [
        Rule(.prepaidCard, [(1, 8)], "The card is prepaid.", bindsInTest: true),
        Rule(.missingEmail, [(1, 4)], "The customer gave no e-mail address.", bindsInTest: true),
        Rule(.missingAddress, [(1, 4)], "The customer's network address is not known.", bindsInTest: true),
        Rule(.missingUserAgent, [(1, 8)], "The browser did not say what it is.", bindsInTest: true),
        Rule(.missingLanguage, [(1, 4)], "The browser did not name a language.", bindsInTest: true),
        Rule(
            .amountMultiple,
            [(1000, 6), (4000, 9)],
            "The amount is # times the smallest charge of its currency.",
            bindsInTest: false
        ),
        Rule(
            .amountMultiple,
            [(4000, 0)],
            "An amount this large asks for authentication.",
            .authenticate,
            bindsInTest: false
        ),
    ]

    /// Unusual amounts ask for more proof; all that an amount can be found to be, together, stays below a review.
    private static let history: [Rule] = [
        .watched(
            .amountOverMerchantUsual,
            [(4, 10), (10, 20), (40, 25)],
            "The amount is # times what 19 of 20 payments at this merchant stay below."
        ),
        .watched(
            .newCardHighAmount,
            [(4, 15), (10, 30)],
            "The first payment with this card here, at # times what 19 of 20 payments stay below."
        ),
        .watched(
            .amountOverCardUsual,
            [(4, 10), (10, 20), (40, 25)],
            "The amount is # times the most that this card usually pays here."
        ),
        .watched(
            .cardDeclines24h,
            [(2, 10), (4, 25), (8, 50)],
            "# payments with this card were declined here in 24 hours."
        ),
        .watched(
            .merchantDeclines1h,
            [(20, 10), (100, 25)],
            "# payments at this merchant were declined in an hour, more than were approved."
        ),
    ]

    private static let velocity: [Rule] = [
        .watched(.addressCards10m, [(4, 20), (8, 50), (20, 100)], "# different cards from one address in 10 minutes."),
        .watched(.addressCards24h, [(10, 15), (30, 40)], "# different cards from one address in 24 hours."),
        .watched(.addressAttempts10m, [(15, 15), (40, 40)], "# payments from one address in 10 minutes."),
        .watched(.addressAttempts1h, [(40, 15), (120, 40)], "# payments from one address in an hour."),
        .watched(.cardAttempts10m, [(4, 15), (8, 40)], "# payments with this card in 10 minutes."),
        .watched(.cardAttempts24h, [(10, 20), (20, 50)], "# payments with this card in 24 hours."),
        .watched(.networkAttempts1h, [(10, 20), (25, 60)], "# payments with this card at all merchants in an hour."),
        .watched(.cardMerchants1h, [(3, 25), (6, 80)], "This card paid # different merchants in an hour."),
        .watched(.emailCards24h, [(3, 20), (5, 45)], "# different cards with one e-mail address in 24 hours."),
        .watched(.emailAttempts1h, [(8, 15), (20, 40)], "# payments with one e-mail address in an hour."),
        .watched(.sessionCards24h, [(2, 8), (3, 18)], "# different cards in one checkout."),
        .watched(.sessionAttempts24h, [(3, 6), (5, 14)], "# tries in one checkout."),
    ]
}

extension Rule {
    fileprivate init(
        _ feature: Feature,
        _ steps: [(Int, Int)],
        _ message: String,
        _ effect: Effect = .none,
        bindsInTest: Bool
    ) {
        self.init(
            feature: feature,
            steps: steps.map { Step(atLeast: $0.0, points: $0.1) },
            message: message,
            effect: effect,
            bindsInTest: bindsInTest
        )
    }

    fileprivate static func watched(_ feature: Feature, _ steps: [(Int, Int)], _ message: String) -> Rule {
        Rule(feature, steps, message, bindsInTest: false)
    }
}
