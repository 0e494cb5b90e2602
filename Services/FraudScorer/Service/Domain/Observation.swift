import Foundation

/// What one charge in the event log teaches.
struct Observation: Equatable, Sendable {
    var merchant: String
    var livemode: Bool
    /// The card, by its fingerprint at this merchant.
    var card: String
    /// Minor units.
    var amount: Int64
    /// Lower-case ISO code.
    var currency: String
    var outcome: Outcome
    /// When it was written down, by the machine's clock.
    var at: Date

    enum Outcome: Sendable {
        case approved
        /// By the card's bank. What the scorer refused itself teaches nothing: it would only learn from its own opinion.
        case declined
    }
}

/// What is known of a payment's merchant and card from earlier payments.
struct History: Equatable, Sendable {
    /// What 19 of 20 payments at the merchant stay below, in the payment's currency; nil while too little is known.
    var merchantUsualMost: Int64?
    /// Approved payments with the card at the merchant in the payment's currency.
    var cardPayments = 0
    /// The upper end of what the card usually pays there; nil while too little is known.
    var cardUsualMost: Int64?
    var card = OutcomeTallies()
    var merchant = OutcomeTallies()
}
