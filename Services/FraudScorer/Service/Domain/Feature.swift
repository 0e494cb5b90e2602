import Foundation

/// What a rule may look at: a whole number with a stable name.
enum Feature: String, CaseIterable, Sendable {
    // How often something paid, this try included.
    case cardAttempts10m = "card_attempts_10m"
    case cardAttempts24h = "card_attempts_24h"
    case networkAttempts1h = "network_attempts_1h"
    case networkAttempts24h = "network_attempts_24h"
    case addressAttempts10m = "address_attempts_10m"
    case addressAttempts1h = "address_attempts_1h"
    case addressAttempts24h = "address_attempts_24h"
    case emailAttempts1h = "email_attempts_1h"
    case emailAttempts24h = "email_attempts_24h"
    case sessionAttempts24h = "session_attempts_24h"

    // How many different ones were seen together, this one included.
    case addressCards10m = "address_cards_10m"
    case addressCards24h = "address_cards_24h"
    case emailCards24h = "email_cards_24h"
    case sessionCards24h = "session_cards_24h"
    case cardMerchants1h = "card_merchants_1h"

    /// The amount in multiples of the smallest charge of its currency (about half a dollar), to be one measure for all.
    case amountMultiple = "amount_multiple"

    // What earlier payments taught: how many times the usual, and what banks said. 0 while too little is known.
    case amountOverMerchantUsual = "amount_over_merchant_usual"
    case amountOverCardUsual = "amount_over_card_usual"
    /// As `amountOverMerchantUsual`, where the card has never paid here.
    case newCardHighAmount = "new_card_high_amount"
    case cardDeclines24h = "card_declines_24h"
    /// Only while the merchant's customers are refused more often than not.
    case merchantDeclines1h = "merchant_declines_1h"

    // Facts: 1 or 0.
    case prepaidCard = "prepaid_card"
    case missingEmail = "missing_email"
    case missingAddress = "missing_address"
    case missingUserAgent = "missing_user_agent"
    case missingLanguage = "missing_language"
    case testCardBlocked = "test_card_blocked"
    case testCardHighest = "test_card_highest"
    case testCardElevated = "test_card_elevated"
    case testCardAuthenticate = "test_card_authenticate"
}

/// Every feature of one payment: all that rules and score are made of.
struct FeatureVector: Equatable, Sendable {
    private var values: [Feature: Int] = [:]

    /// The value of a feature; 0 when nothing was found.
    subscript(feature: Feature) -> Int {
        get { values[feature, default: 0] }
        set { values[feature] = newValue }
    }
}
