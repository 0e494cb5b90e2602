import Foundation
import Payments
import SessionClient
import VaultClient

/// Makes what a customer's page may know out of what is known.
struct CheckoutViews: Sendable {
    let tickets: CheckoutTickets
    /// The vault's public address.
    let vaultURL: String

    func view(_ snapshot: CheckoutSnapshot, card: CardView? = nil) throws -> CheckoutView {
        let (session, merchant) = (snapshot.session, snapshot.merchant)
        let limits = snapshot.limits
        return try CheckoutView(
            session: session.id.rawValue,
            livemode: session.livemode,
            status: Self.status(session),
            payment: Self.payment(snapshot),
            decline: Self.decline(snapshot),
            merchant: MerchantView(
                name: merchant.name,
                color: merchant.brandColor,
                supportEmail: merchant.supportEmail
            ),
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
            card: card.flatMap { Self.card($0, of: session) }
        )
    }

    static func payment(_ snapshot: CheckoutSnapshot) -> PaymentState {
        if snapshot.session.progress.status == .complete { return .paid }
        return switch snapshot.current?.state {
        case nil: .none
        case .created?, .scored?, .needsAuthentication?, .authenticated?, .sending?, .unknown?, .reversing?: .processing
        case .authorized?, .captured?: .paid
        case .needsCVC?: .needsCVC
        case .blocked?, .notAuthenticated?, .declined?, .canceled?: .declined
        }
    }

    /// What the customer is told; that something was taken back, or never sent, reads like a fault on the way, which it is.
    private static func decline(_ snapshot: CheckoutSnapshot) -> DeclineNotice? {
        guard payment(snapshot) == .declined else { return nil }
        return snapshot.current?.decline?.notice ?? Decline.nothingSent
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
