/// Everything the customer's page may know about a session, and nothing more.
///
/// One read answers one page: what is being bought, where the customer goes next, whether a payment is running, and a
/// fresh ticket with which the browser may hand a card to the vault. Amounts are minor units of `currency`, times are
/// unix seconds.
package struct CheckoutView: Codable, Sendable, Equatable {
    /// The session's id, `cs_test_…` or `cs_live_…`.
    package let session: String
    /// False for everything made with a test key.
    package let livemode: Bool
    /// Where the session stands.
    package let status: SessionStatus
    /// Where the payment stands, as far as the customer is concerned.
    package let payment: PaymentState
    /// Why the last card was not taken; present while `payment` is `declined`.
    package let decline: DeclineNotice?
    /// Whose shop this is.
    package let merchant: MerchantView
    /// Lower-case ISO code.
    package let currency: String
    /// What will be charged, minor units.
    package let amountTotal: Int64
    /// What is being bought, in the merchant's order.
    package let lineItems: [LineItemView]
    /// The address that the merchant gave; then the page does not ask for one.
    package let customerEmail: String?
    /// The locale that the merchant asked for, such as `de` or `en-GB`; nil or `auto` leaves it to the browser.
    package let locale: String?
    /// Which word the button carries: `pay`, `book`, `donate`, `subscribe` or `auto`.
    package let submitType: String?
    /// Where a paid session leads, with the session's id already filled in.
    package let successURL: String
    /// Where the way back leads, with the session's id already filled in.
    package let cancelURL: String?
    /// When an unpaid session ends, unix seconds.
    package let expiresAt: Int64
    /// What the browser shows the vault together with a card; empty once the session is no longer open.
    package let ticket: String
    /// The vault's public address, where the card form posts to.
    package let vaultURL: String
    /// How many more times this session may be tried.
    package let attemptsLeft: Int
    /// How many more different cards may be tried.
    package let cardsLeft: Int
    /// The card that the vault took for the ticket whose nonce was asked about.
    package let card: CardOnPage?
    /// Where the card's bank asks the customer to prove who they are; present while `payment` is `needs_authentication`.
    package let challenge: ChallengeView?

    package init(
        session: String,
        livemode: Bool,
        status: SessionStatus,
        payment: PaymentState,
        decline: DeclineNotice?,
        merchant: MerchantView,
        currency: String,
        amountTotal: Int64,
        lineItems: [LineItemView],
        customerEmail: String?,
        locale: String?,
        submitType: String?,
        successURL: String,
        cancelURL: String?,
        expiresAt: Int64,
        ticket: String,
        vaultURL: String,
        attemptsLeft: Int,
        cardsLeft: Int,
        card: CardOnPage?,
        challenge: ChallengeView? = nil
    ) {
        self.session = session
        self.livemode = livemode
        self.status = status
        self.payment = payment
        self.decline = decline
        self.merchant = merchant
        self.currency = currency
        self.amountTotal = amountTotal
        self.lineItems = lineItems
        self.customerEmail = customerEmail
        self.locale = locale
        self.submitType = submitType
        self.successURL = successURL
        self.cancelURL = cancelURL
        self.expiresAt = expiresAt
        self.ticket = ticket
        self.vaultURL = vaultURL
        self.attemptsLeft = attemptsLeft
        self.cardsLeft = cardsLeft
        self.card = card
        self.challenge = challenge
    }

    enum CodingKeys: String, CodingKey {
        case session, livemode, status, payment, decline, merchant, currency, locale, ticket, card, challenge
        case amountTotal = "amount_total"
        case lineItems = "line_items"
        case customerEmail = "customer_email"
        case submitType = "submit_type"
        case successURL = "success_url"
        case cancelURL = "cancel_url"
        case expiresAt = "expires_at"
        case vaultURL = "vault_url"
        case attemptsLeft = "attempts_left"
        case cardsLeft = "cards_left"
    }
}
