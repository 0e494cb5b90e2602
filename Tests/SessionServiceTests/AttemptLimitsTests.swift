import Testing

@testable import SessionService

@Suite struct AttemptLimitsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let attempts: [(AttemptState, AttemptEvent, card: String)]
        let triesLeft: Int
        let cardsLeft: Int
    }

    @Test(arguments: [
        Case(testDescription: "a new session", attempts: [], triesLeft: 5, cardsLeft: 3),
        Case(
            testDescription: "one decline",
            attempts: [(.declined, .declined, "a")],
            triesLeft: 4,
            cardsLeft: 2
        ),
        Case(
            testDescription: "the same card twice",
            attempts: [(.declined, .declined, "a"), (.blocked, .blocked, "a")],
            triesLeft: 3,
            cardsLeft: 2
        ),
        Case(
            testDescription: "three cards are the end",
            attempts: [(.declined, .declined, "a"), (.declined, .declined, "b"), (.declined, .declined, "c")],
            triesLeft: 0,
            cardsLeft: 0
        ),
        Case(
            testDescription: "five tries are the end",
            attempts: Array(repeating: (.declined, .declined, "a"), count: 5),
            triesLeft: 0,
            cardsLeft: 0
        ),
        Case(
            testDescription: "what was never sent costs nothing",
            attempts: [
                (.canceled, .notSent, "a"), (.canceled, .abandoned, "b"), (.needsCVC, .cvcLost, "c"),
            ],
            triesLeft: 5,
            cardsLeft: 3
        ),
        Case(
            testDescription: "what was reversed costs a try",
            attempts: [(.canceled, .reversed, "a")],
            triesLeft: 4,
            cardsLeft: 2
        ),
        Case(
            testDescription: "what still runs is not counted yet",
            attempts: [(.declined, .declined, "a"), (.unknown, .silence, "b")],
            triesLeft: 4,
            cardsLeft: 2
        ),
        Case(
            testDescription: "twenty-five of any kind are the end",
            attempts: Array(repeating: (.canceled, .notSent, "a"), count: 25),
            triesLeft: 0,
            cardsLeft: 0
        ),
    ])
    func `tries and cards are counted`(example: Case) {
        let limits = AttemptLimits(
            example.attempts.enumerated().map { index, given in
                var attempt = Samples.attempt(number: index + 1, fingerprint: given.card)
                attempt.state = given.0
                attempt.lastEvent = given.1
                return attempt
            }
        )
        #expect(limits.triesLeft == example.triesLeft)
        #expect(limits.cardsLeft == example.cardsLeft)
        #expect(limits.isExhausted == (example.triesLeft == 0))
    }
}
