import SessionClient

/// The parts of a view that tests vary.
struct ViewParts {
    var livemode = false
    var status = SessionStatus.open
    var payment = PaymentState.none
    var decline: DeclineNotice?
    var merchant = MerchantView(name: "Nordic Linen", color: "#0a7d4f", supportEmail: "help@nordic.example")
    var currency = "eur"
    var amountTotal: Int64 = 2000
    var lineItems = [
        LineItemView(name: "Linen shirt", description: "Size M", quantity: 1, unitAmount: 1200, amountTotal: 1200),
        LineItemView(name: "Wool socks", description: nil, quantity: 2, unitAmount: 400, amountTotal: 800),
    ]
    var customerEmail: String?
    var locale: String?
    var submitType: String?
    var successURL = "https://shop.example/thanks?session_id=cs_test_sample"
    var cancelURL: String? = "https://shop.example/cart"
    var ticket = "v1.ticket.mac"
    var vaultURL = "https://vault.example"
    var attemptsLeft = 5
    var cardsLeft = 3
    var card: CardOnPage?
    var challenge: ChallengeView?
    /// An hour after the clock of `PageTrial`.
    var expiresAt: Int64 = 1_800_003_600

    init() {}

    init(_ view: CheckoutView) {
        livemode = view.livemode
        status = view.status
        payment = view.payment
        decline = view.decline
        merchant = view.merchant
        currency = view.currency
        amountTotal = view.amountTotal
        lineItems = view.lineItems
        customerEmail = view.customerEmail
        locale = view.locale
        submitType = view.submitType
        successURL = view.successURL
        cancelURL = view.cancelURL
        ticket = view.ticket
        vaultURL = view.vaultURL
        attemptsLeft = view.attemptsLeft
        cardsLeft = view.cardsLeft
        card = view.card
        challenge = view.challenge
        expiresAt = view.expiresAt
    }
}

extension CheckoutView {
    static let sampleSession = "cs_test_sample"

    /// An open session over €20.00 in a shop called Nordic Linen.
    static let sample = CheckoutView(ViewParts())

    /// The sample while its card's bank waits for the customer.
    static let challenged = sample.with { ($0.payment, $0.challenge) = (.needsAuthentication, .sample) }

    /// This view with some of its parts changed.
    func with(_ change: (inout ViewParts) -> Void) -> CheckoutView {
        var parts = ViewParts(self)
        change(&parts)
        return CheckoutView(parts)
    }

    private init(_ parts: ViewParts) {
        self.init(
            session: Self.sampleSession,
            livemode: parts.livemode,
            status: parts.status,
            payment: parts.payment,
            decline: parts.decline,
            merchant: parts.merchant,
            currency: parts.currency,
            amountTotal: parts.amountTotal,
            lineItems: parts.lineItems,
            customerEmail: parts.customerEmail,
            locale: parts.locale,
            submitType: parts.submitType,
            successURL: parts.successURL,
            cancelURL: parts.cancelURL,
            expiresAt: parts.expiresAt,
            ticket: parts.ticket,
            vaultURL: parts.vaultURL,
            attemptsLeft: parts.attemptsLeft,
            cardsLeft: parts.cardsLeft,
            card: parts.card,
            challenge: parts.challenge
        )
    }
}

extension CardOnPage {
    static let visa = CardOnPage(
        token: "card_visa",
        brand: "visa",
        last4: "4242",
        expMonth: 4,
        expYear: 2034,
        funding: "credit"
    )
}

extension ChallengeView {
    static let sample = ChallengeView(
        acsURL: "https://acs.bank.example:8443/challenge?x=1",
        creq: "eyJtZXNzYWdlVHlwZSI6IkNSZXEifQ",
        sessionData: "c2Vzc2lvbi5kYXRh"
    )
}
