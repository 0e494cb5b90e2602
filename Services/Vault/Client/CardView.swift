import Payments

/// What may be known of a tokenized card outside the vault; never its number or security code.
package struct CardView: Codable, Hashable, Sendable {
    package let token: ID<CardToken>
    package let session: String
    package let merchant: String
    package let livemode: Bool
    package let brand: CardBrand
    /// The first six digits.
    package let bin: String
    package let last4: String
    package let expMonth: Int
    package let expYear: Int
    package let funding: CardFunding
    /// ISO 3166-1 alpha-2 of the issuer; nil when unknown.
    package let country: String?
    /// The same for each use of a card with one merchant in one mode: 16 letters and digits (dialect §7).
    package let fingerprint: String
    /// The same for each use of a card with any merchant.
    ///
    /// For the fraud scorer only, never for a merchant.
    package let networkFingerprint: String
    /// Whether the security code is still there, as far as the vault that was asked can know.
    package let cvcHeld: Bool
    /// Whether the customer gave a name, so that `{{card.name}}` stands for something.
    package let namePresent: Bool

    enum CodingKeys: String, CodingKey {
        case token, session, merchant, livemode, brand, bin, last4, funding, country, fingerprint
        case expMonth = "exp_month"
        case expYear = "exp_year"
        case networkFingerprint = "network_fingerprint"
        case cvcHeld = "cvc_held"
        case namePresent = "name_present"
    }

    package init(
        token: ID<CardToken>,
        session: String,
        merchant: String,
        livemode: Bool,
        brand: CardBrand,
        bin: String,
        last4: String,
        expMonth: Int,
        expYear: Int,
        funding: CardFunding,
        country: String?,
        fingerprint: String,
        networkFingerprint: String,
        cvcHeld: Bool,
        namePresent: Bool
    ) {
        self.token = token
        self.session = session
        self.merchant = merchant
        self.livemode = livemode
        self.brand = brand
        self.bin = bin
        self.last4 = last4
        self.expMonth = expMonth
        self.expYear = expYear
        self.funding = funding
        self.country = country
        self.fingerprint = fingerprint
        self.networkFingerprint = networkFingerprint
        self.cvcHeld = cvcHeld
        self.namePresent = namePresent
    }
}
