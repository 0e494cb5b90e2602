/// How often a session may be tried, and what is used up.
///
/// Five tries or three different cards, then the session ends (design §2): more is a thief trying out cards. Attempts
/// that never reached a bank, through no fault of the customer, cost nothing, but `rows` bounds them too.
package struct AttemptLimits: Sendable, Equatable {
    /// Declined, blocked or reversed attempts.
    package static let tries = 5
    /// Different cards among those.
    package static let cards = 3
    /// Attempts of any kind.
    package static let rows = 25

    /// Tries that are used up.
    package let usedTries: Int
    /// Cards that are used up.
    package let usedCards: Int
    /// The number of the last attempt; 0 when there was none.
    package let lastNumber: Int

    package init(usedTries: Int, usedCards: Int, lastNumber: Int) {
        self.usedTries = usedTries
        self.usedCards = usedCards
        self.lastNumber = lastNumber
    }

    package init(_ attempts: [PaymentAttempt]) {
        let used = attempts.filter { $0.state.countsAsTry(endedBy: $0.lastEvent) }
        self.init(
            usedTries: used.count,
            usedCards: Set(used.map(\.card.fingerprint)).count,
            lastNumber: attempts.map(\.number).max() ?? 0
        )
    }

    package var triesLeft: Int { isExhausted ? 0 : Self.tries - usedTries }

    package var cardsLeft: Int { isExhausted ? 0 : Self.cards - usedCards }

    /// Whether the session has had all that it gets.
    package var isExhausted: Bool {
        usedTries >= Self.tries || usedCards >= Self.cards || lastNumber >= Self.rows
    }
}
