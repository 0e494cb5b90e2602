/// Where a session stands; `complete` and `expired` are final.
package enum SessionStatus: String, Codable, Sendable, CaseIterable {
    case open, complete, expired
}

/// Where the payment of a session stands, in the words that a page needs.
package enum PaymentState: String, Codable, Sendable, CaseIterable {
    /// No card has been tried, or the last try was taken back before anything was charged.
    case none
    /// A try is running or its outcome is being found out: the page waits and takes no card.
    case processing
    /// The card's bank wants the customer to prove who they are: `CheckoutView.challenge` leads there.
    ///
    /// Another card may be tried instead; it takes the place of this try.
    case needsAuthentication = "needs_authentication"
    /// The last card was not taken; `CheckoutView.decline` says why, and another one may be tried.
    case declined
    /// The security code was lost before it could be used: the page asks for the card again.
    case needsCVC = "needs_cvc"
    /// Paid.
    case paid
}

/// Why a card was not taken, as far as the customer may know.
package struct DeclineNotice: Codable, Sendable, Equatable {
    /// The code that the customer may see.
    ///
    /// A lost, stolen or suspected card reads like any other: `card_declined`.
    package let code: String
    /// Which sentence the page shows.
    package let messageKey: DeclineMessage

    package init(code: String, messageKey: DeclineMessage) {
        self.code = code
        self.messageKey = messageKey
    }

    enum CodingKeys: String, CodingKey {
        case code
        case messageKey = "message_key"
    }
}

/// The sentences that a page can say about a card that was not taken; each language has one text for each.
package enum DeclineMessage: String, Codable, Sendable, CaseIterable {
    /// "Your card was declined. Please try another card."
    case generic
    /// "The card has insufficient funds or a limit was reached."
    case insufficientFunds = "insufficient_funds"
    /// "The card has expired."
    case expiredCard = "expired_card"
    /// "The security code is incorrect."
    case incorrectCVC = "incorrect_cvc"
    /// "The card number is incorrect."
    case incorrectNumber = "incorrect_number"
    /// "This kind of card, or this currency, is not accepted by the card's bank."
    case notSupported = "not_supported"
    /// "The bank could not be reached or had a fault; nothing was charged. Please try again."
    case tryAgain = "try_again"
    /// "The bank wants you to confirm this payment, which did not happen."
    case authenticationRequired = "authentication_required"
}

/// The way to the card's bank for a 3-D Secure challenge: a form that the browser posts there as a full page.
package struct ChallengeView: Codable, Sendable, Equatable {
    /// Where the form goes, the issuer's access control server.
    package let acsURL: String
    /// The field `creq`: the CReq message as base64url (EMV 3-D Secure).
    package let creq: String
    /// The field `threeDSSessionData`: what the issuer's page brings back, bound to this attempt by a MAC.
    package let sessionData: String

    package init(acsURL: String, creq: String, sessionData: String) {
        self.acsURL = acsURL
        self.creq = creq
        self.sessionData = sessionData
    }

    enum CodingKeys: String, CodingKey {
        case creq
        case acsURL = "acs_url"
        case sessionData = "session_data"
    }
}

/// A picture of a merchant's, kept by session-api and given out by the page under its own address.
package struct BrandImage: Codable, Sendable, Equatable {
    /// Lower-case hex SHA-256 of the bytes; with the merchant's id it names the picture for ever.
    package let hash: String
    /// `image/png`, `image/jpeg` or `image/webp`.
    package let mediaType: String
    /// Pixels.
    package let width: Int
    /// Pixels.
    package let height: Int

    package init(hash: String, mediaType: String, width: Int, height: Int) {
        self.hash = hash
        self.mediaType = mediaType
        self.width = width
        self.height = height
    }

    enum CodingKeys: String, CodingKey {
        case hash, width, height
        case mediaType = "media_type"
    }
}

/// How a merchant presents itself on the page.
package struct MerchantView: Codable, Sendable, Equatable {
    /// The merchant's id, `acct_…`.
    package let id: String
    /// The shop's name.
    package let name: String
    /// The shop's color as `#rrggbb`.
    package let color: String?
    /// Where a customer may ask.
    package let supportEmail: String?
    /// Wide, shown instead of the name.
    package let logo: BrandImage?
    /// Square, shown beside the name.
    package let icon: BrandImage?

    package init(
        id: String = "",
        name: String,
        color: String?,
        supportEmail: String?,
        logo: BrandImage? = nil,
        icon: BrandImage? = nil
    ) {
        self.id = id
        self.name = name
        self.color = color
        self.supportEmail = supportEmail
        self.logo = logo
        self.icon = icon
    }

    enum CodingKeys: String, CodingKey {
        case id, name, color, logo, icon
        case supportEmail = "support_email"
    }
}

/// One line of the order; amounts are minor units of the session's currency.
package struct LineItemView: Codable, Sendable, Equatable {
    /// What it is called.
    package let name: String
    /// What the merchant says about it.
    package let description: String?
    /// How many.
    package let quantity: Int64
    /// What one costs.
    package let unitAmount: Int64
    /// What all of them cost.
    package let amountTotal: Int64

    package init(name: String, description: String?, quantity: Int64, unitAmount: Int64, amountTotal: Int64) {
        self.name = name
        self.description = description
        self.quantity = quantity
        self.unitAmount = unitAmount
        self.amountTotal = amountTotal
    }

    enum CodingKeys: String, CodingKey {
        case name, description, quantity
        case unitAmount = "unit_amount"
        case amountTotal = "amount_total"
    }
}

/// A card that the vault holds, in the form that may be shown: "Visa •4242".
package struct CardOnPage: Codable, Sendable, Equatable {
    /// The single-use token with which the session is paid, `card_…`.
    package let token: String
    /// `visa`, `mastercard`, …, `unknown`.
    package let brand: String
    /// The last four digits.
    package let last4: String
    /// 1…12.
    package let expMonth: Int
    /// Four digits.
    package let expYear: Int
    /// `credit`, `debit`, `prepaid` or `unknown`.
    package let funding: String

    package init(token: String, brand: String, last4: String, expMonth: Int, expYear: Int, funding: String) {
        self.token = token
        self.brand = brand
        self.last4 = last4
        self.expMonth = expMonth
        self.expYear = expYear
        self.funding = funding
    }

    enum CodingKeys: String, CodingKey {
        case token, brand, last4, funding
        case expMonth = "exp_month"
        case expYear = "exp_year"
    }
}
