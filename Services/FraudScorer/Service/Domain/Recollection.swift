import Foundation

/// The part of what was learned that some observations are about: loaded, added to, stored again.
///
/// Learning is a fold over the log, one observation after the other: how the log is cut into batches changes nothing.
struct Recollection: Equatable, Sendable {
    struct MerchantKey: Hashable, Sendable {
        var livemode: Bool
        var merchant: String
        var currency: String
    }

    struct CardKey: Hashable, Sendable {
        var livemode: Bool
        var merchant: String
        var card: String
        var currency: String
    }

    struct OutcomeKey: Hashable, Sendable {
        var livemode: Bool
        var subject: OutcomeSubject
        /// The merchant, and for a card its fingerprint behind it.
        var name: String
    }

    var amounts: [MerchantKey: AmountScale] = [:]
    var habits: [CardKey: CardHabit] = [:]
    var outcomes: [OutcomeKey: OutcomeTallies] = [:]

    mutating func learn(_ observation: Observation) {
        for key in OutcomeKey.all(of: observation) {
            outcomes[key, default: OutcomeTallies()].add(observation.outcome, at: observation.at)
        }
        // What a bank refused says nothing about what is usual.
        guard observation.outcome == .approved else { return }
        amounts[MerchantKey(observation), default: AmountScale()].add(observation.amount)
        habits[CardKey(observation), default: CardHabit()].add(observation.amount, at: observation.at)
    }
}

extension Recollection.MerchantKey {
    init(_ observation: Observation) {
        self.init(livemode: observation.livemode, merchant: observation.merchant, currency: observation.currency)
    }
}

extension Recollection.CardKey {
    init(_ observation: Observation) {
        self.init(
            livemode: observation.livemode,
            merchant: observation.merchant,
            card: observation.card,
            currency: observation.currency
        )
    }
}

extension Recollection.OutcomeKey {
    /// The two rows that an observation counts in.
    static func all(of observation: Observation) -> [Self] {
        [
            .card(observation.card, of: observation.merchant, livemode: observation.livemode),
            .merchant(observation.merchant, livemode: observation.livemode),
        ]
    }

    static func card(_ card: String, of merchant: String, livemode: Bool) -> Self {
        Self(livemode: livemode, subject: .card, name: "\(merchant) \(card)")
    }

    static func merchant(_ merchant: String, livemode: Bool) -> Self {
        Self(livemode: livemode, subject: .merchant, name: merchant)
    }
}
