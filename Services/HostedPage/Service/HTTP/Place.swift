import Foundation
import SessionClient

/// Where a customer of a session belongs, by the session's state alone.
enum Place: Equatable {
    /// At the form.
    case checkout
    /// At the bank, or at the form with another card.
    case challenge
    /// At the page that waits for the outcome.
    case checking
    /// Back in the shop, paid.
    case paid
    /// At the page that says that the session has ended unpaid.
    case ended

    init(_ view: CheckoutView) {
        switch (view.status, view.payment) {
        case (.complete, _), (_, .paid): self = .paid
        case (.expired, _): self = .ended
        case (.open, .processing): self = .checking
        // Its time is over, though nobody has written it down yet: it gets no ticket any more.
        case (.open, _) where view.ticket.isEmpty: self = .ended
        case (.open, .needsAuthentication) where view.bank != nil: self = .challenge
        case (.open, .none), (.open, .needsAuthentication), (.open, .declined), (.open, .needsCVC): self = .checkout
        }
    }

    /// Whether a card may be given here.
    var takesCard: Bool { self == .checkout || self == .challenge }
}

extension CheckoutView {
    /// Where the browser goes after Pay, or when the outcome is there.
    ///
    /// A session that ended because its card was declined once too often leads to the shop (`cancel_url`); one that
    /// expired meanwhile leads to the page that says so.
    var nextLocation: String {
        switch Place(self) {
        case .paid: WebAddress(successURL)?.text ?? PagePaths.checkout(session)
        case .checking: PagePaths.status(session)
        case .challenge: PagePaths.challenge(session)
        case .ended where isUsedUp: wayBack?.text ?? PagePaths.checkout(session)
        case .ended, .checkout: PagePaths.checkout(session)
        }
    }

    /// Whether the session has ended because its cards were declined too often, and not because its time was over.
    var isUsedUp: Bool { payment == .declined && (attemptsLeft <= 0 || cardsLeft <= 0) }

    /// The page of the card's bank that waits for the customer, if a browser may be sent there.
    var bank: WebAddress? {
        challenge.flatMap { WebAddress($0.acsURL) }
    }

    /// Until the session's time is over; 0 afterwards.
    func secondsLeft(at now: Date) -> Int {
        max(0, Int(expiresAt) - Int(now.timeIntervalSince1970))
    }

    /// `cancel_url`, if a browser may be sent there.
    var wayBack: WebAddress? {
        cancelURL.flatMap(WebAddress.init)
    }
}
