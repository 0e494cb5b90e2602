import Foundation
import Payments

/// One try to pay, as the scorer sees it.
struct Payment: Sendable {
    var attempt: String
    var session: String
    var merchant: String
    var livemode: Bool
    var money: Money
    var card: Card
    var address: NetworkAddress?
    /// Lower-case hex SHA-256.
    var emailHash: String?
    var userAgent: String?
    var acceptLanguage: String?
    var at: Date
    /// Whether rules that are only watched in test mode bind all the same, by this merchant's wish.
    var enforcesInTest = false

    struct Card: Sendable {
        /// Keyed per merchant.
        var fingerprint: String
        /// The same at all merchants.
        var networkFingerprint: String
        /// The first six digits.
        var bin: String
        var last4: String
        var isPrepaid: Bool
    }
}
