import Foundation

/// What the scorer is told about one try to pay: `POST /internal/score`.
///
/// No card number is in it: a card is known by two keyed fingerprints, its first six and its last four digits.
package struct ScoreRequest: Codable, Sendable {
    /// The checkout session, `cs_…`.
    package var session: String
    /// The payment attempt, `pa_…`.
    ///
    /// A call repeated with the same attempt gets the stored verdict.
    package var attempt: String
    /// The merchant, `acct_…`.
    package var merchant: String
    package var livemode: Bool
    /// In the smallest unit of the currency.
    package var amount: Int64
    /// Lower-case ISO code.
    package var currency: String
    package var card: Card
    /// The customer's address as text, IPv4 or IPv6.
    package var ip: String?
    /// Lower-case hex SHA-256 of the lower-cased e-mail address.
    package var emailHash: String?
    package var userAgent: String?
    package var acceptLanguage: String?
    /// When the customer pressed Pay, in unix milliseconds.
    package var at: Int64
    /// Whether the merchant wants velocity and history to decide in test mode too; absent means no.
    package var enforceInTest: Bool?

    /// What may be known of a card outside of the vault.
    package struct Card: Codable, Sendable {
        /// Keyed per merchant: the same card has another fingerprint at another merchant.
        package var fingerprint: String
        /// The same for all merchants; never leaves the internal network.
        package var networkFingerprint: String
        /// The first six digits.
        package var bin: String
        package var last4: String
        package var brand: String
        /// `credit`, `debit`, `prepaid` or `unknown`.
        package var funding: String
        /// Two upper-case letters, when the BIN says so.
        package var country: String?

        package init(
            fingerprint: String,
            networkFingerprint: String,
            bin: String,
            last4: String,
            brand: String,
            funding: String,
            country: String? = nil
        ) {
            self.fingerprint = fingerprint
            self.networkFingerprint = networkFingerprint
            self.bin = bin
            self.last4 = last4
            self.brand = brand
            self.funding = funding
            self.country = country
        }

        private enum CodingKeys: String, CodingKey {
            case fingerprint, bin, last4, brand, funding, country
            case networkFingerprint = "network_fingerprint"
        }
    }

    package init(
        session: String,
        attempt: String,
        merchant: String,
        livemode: Bool,
        amount: Int64,
        currency: String,
        card: Card,
        ip: String? = nil,
        emailHash: String? = nil,
        userAgent: String? = nil,
        acceptLanguage: String? = nil,
        at: Int64,
        enforceInTest: Bool? = nil
    ) {
        self.session = session
        self.attempt = attempt
        self.merchant = merchant
        self.livemode = livemode
        self.amount = amount
        self.currency = currency
        self.card = card
        self.ip = ip
        self.emailHash = emailHash
        self.userAgent = userAgent
        self.acceptLanguage = acceptLanguage
        self.at = at
        self.enforceInTest = enforceInTest
    }

    private enum CodingKeys: String, CodingKey {
        case session, attempt, merchant, livemode, amount, currency, card, ip, at
        case emailHash = "email_hash"
        case userAgent = "user_agent"
        case acceptLanguage = "accept_language"
        case enforceInTest = "enforce_in_test"
    }
}
