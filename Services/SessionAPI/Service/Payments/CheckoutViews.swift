import Foundation
import Payments
import SessionClient
import VaultClient

/// Makes what a customer's page may know out of what is known.
struct CheckoutViews: Sendable {
    let tickets: CheckoutTickets
    let challenges: ChallengeTickets
    /// The vault's public address.
    let vaultURL: String

    func view(_ snapshot: CheckoutSnapshot, card: CardView? = nil) throws -> CheckoutView {
        let (session, merchant) = (snapshot.session, snapshot.merchant)
        let limits = snapshot.limits
        let payment = self.payment(snapshot)
        return try CheckoutView(
            session: session.id.rawValue,
            livemode: session.livemode,
            status: Self.status(session),
            payment: payment,
            decline: Self.decline(snapshot, payment),
            merchant: Self.merchant(merchant),
            currency: session.amount.currency.code,
            amountTotal: session.amount.amount,
            lineItems: Self.lines(session),
            customerEmail: session.terms.customerEmail,
            locale: session.terms.locale,
            submitType: session.terms.submitType,
            successURL: session.successDestination,
            cancelURL: session.cancelDestination,
            expiresAt: session.expires.unixSeconds,
            ticket: tickets.ticket(for: session, of: merchant),
            vaultURL: vaultURL,
            attemptsLeft: limits.triesLeft,
            cardsLeft: limits.cardsLeft,
            card: card.flatMap { Self.card($0, of: session) },
            challenge: payment == .needsAuthentication ? snapshot.current.flatMap(challenges.view) : nil
        )
    }

    func payment(_ snapshot: CheckoutSnapshot) -> PaymentState {
        if snapshot.session.progress.status == .complete { return .paid }
        return switch snapshot.current?.state {
        case nil: .none
        case .needsAuthentication?:
            Self.isWithCustomer(snapshot.current, at: tickets.clock.now) ? .needsAuthentication : .processing
        case .created?, .scored?, .authenticated?, .sending?, .unknown?, .reversing?: .processing
        case .authorized?, .captured?: .paid
        case .needsCVC?: .needsCVC
        case .blocked?, .notAuthenticated?, .declined?, .canceled?: .declined
        }
    }

    /// Whether it is for the customer to go to the bank's page: it is open, and nobody has just come back from it.
    private static func isWithCustomer(_ attempt: PaymentAttempt?, at now: Date) -> Bool {
        guard let challenge = attempt?.openChallenge else { return false }
        return !challenge.awaitsResult(at: now)
    }

    /// What the customer is told; that something was taken back, or never sent, reads like a fault on the way, which it is.
    private static func decline(_ snapshot: CheckoutSnapshot, _ payment: PaymentState) -> DeclineNotice? {
        guard payment == .declined else { return nil }
        if let notice = snapshot.current?.decline?.notice { return notice }
        let wasAsked = snapshot.current?.authentication?.challenge != nil && snapshot.current?.lastEvent == .abandoned
        return wasAsked ? Decline(.authenticationRequired).notice : Decline.nothingSent
    }

    private static func merchant(_ merchant: Merchant) -> MerchantView {
        MerchantView(
            id: merchant.id.rawValue,
            name: merchant.name,
            color: merchant.brandColor,
            supportEmail: merchant.supportEmail,
            logo: merchant.logo.map(image),
            icon: merchant.icon.map(image)
        )
    }

    private static func image(_ image: MerchantImage) -> BrandImage {
        BrandImage(hash: image.hash, mediaType: image.mediaType, width: image.width, height: image.height)
    }

    private static func status(_ session: Session) -> SessionStatus {
        switch session.progress.status {
        case .open: .open
        case .complete: .complete
        case .expired: .expired
        }
    }

    private static func lines(_ session: Session) throws -> [LineItemView] {
        try LineItemsText.decode(session.lineItems).map { item in
            LineItemView(
                name: item.name,
                description: item.description,
                quantity: item.quantity,
                unitAmount: item.unitAmount,
                amountTotal: item.amountTotal
            )
        }
    }

    /// A card is shown only on the page of the session that it was given to.
    private static func card(_ card: CardView, of session: Session) -> CardOnPage? {
        guard card.session == session.id.rawValue else { return nil }
        return CardOnPage(
            token: card.token.rawValue,
            brand: card.brand.rawValue,
            last4: card.last4,
            expMonth: card.expMonth,
            expYear: card.expYear,
            funding: card.funding.rawValue
        )
    }
}
