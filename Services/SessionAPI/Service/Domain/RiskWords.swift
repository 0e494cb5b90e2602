/// What the fraud scorer's codes mean, in words for a merchant's charge.
///
/// The scorer's own sentences hold the numbers too, and stand in its verdict; a charge names what was found.
package enum RiskWords {
    private static let words = [
        "card_attempts_10m": "many payments with this card within minutes",
        "card_attempts_24h": "many payments with this card within a day",
        "network_attempts_1h": "many payments with this card at several merchants",
        "network_attempts_24h": "many payments with this card at several merchants",
        "address_attempts_10m": "many payments from one address within minutes",
        "address_attempts_1h": "many payments from one address within an hour",
        "address_attempts_24h": "many payments from one address within a day",
        "email_attempts_1h": "many payments with one e-mail address",
        "email_attempts_24h": "many payments with one e-mail address",
        "session_attempts_24h": "many tries in one checkout",
        "address_cards_10m": "many cards from one address within minutes",
        "address_cards_24h": "many cards from one address within a day",
        "email_cards_24h": "many cards with one e-mail address",
        "session_cards_24h": "several cards in one checkout",
        "card_merchants_1h": "one card at many merchants within an hour",
        "amount_multiple": "a large amount",
        "amount_over_merchant_usual": "an amount far above what is usual at this merchant",
        "amount_over_card_usual": "an amount far above what this card usually pays",
        "new_card_high_amount": "a first payment with this card, of an unusual amount",
        "card_declines_24h": "this card was declined again and again",
        "merchant_declines_1h": "unusually many declines at this merchant",
        "prepaid_card": "a prepaid card",
        "missing_email": "no e-mail address",
        "missing_address": "no network address",
        "missing_user_agent": "a browser that does not say what it is",
        "missing_language": "a browser without a language",
        "test_card_blocked": "a test card that is always blocked",
        "test_card_highest": "a test card that stands for the highest risk",
        "test_card_elevated": "a test card that stands for an elevated risk",
        "test_card_authenticate": "a test card that stands for a risk to be authenticated",
        "scorer_unavailable": "the fraud scorer gave no answer in time",
    ]

    /// The three findings that weighed most; empty when there is none but the level's name.
    static func summary(of codes: [String]) -> String {
        codes.filter { !["highest_risk_level", "elevated_risk_level"].contains($0) }.prefix(3)
            .map(phrase).joined(separator: "; ")
    }

    /// A code in words; one that is not known here as it is, with spaces.
    package static func phrase(_ code: String) -> String {
        words[code] ?? code.replacing("_", with: " ")
    }
}
