import SessionClient

/// Where a customer of a session belongs, by the session's state alone.
enum Place: Equatable {
    /// At the form.
    case checkout
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
        case (.open, .none), (.open, .declined), (.open, .needsCVC): self = .checkout
        }
    }
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
        case .ended where payment == .declined: wayBack?.text ?? PagePaths.checkout(session)
        case .ended, .checkout: PagePaths.checkout(session)
        }
    }

    /// `cancel_url`, if a browser may be sent there.
    var wayBack: WebAddress? {
        cancelURL.flatMap(WebAddress.init)
    }
}
