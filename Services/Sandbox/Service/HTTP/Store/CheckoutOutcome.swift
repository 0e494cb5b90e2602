import HTTPTypes

/// What the shopper is told after coming back: what the API and the webhook say, whatever the browser's URL claims.
enum CheckoutOutcome: Equatable {
    /// Paid, and the webhook arrived: the order is on its way.
    case fulfilled
    /// Paid, the webhook is still coming.
    case paid
    /// Not paid so far; the payment page is still open.
    case open(payURL: String?)
    case expired
    /// The API did not answer.
    case unknown
    case noSuchSession

    init(_ session: PaydeskAPI.Session, _ order: Order?) {
        switch (session.paymentStatus, session.status) {
        case ("paid", _), ("no_payment_required", _): self = order?.status == .fulfilled ? .fulfilled : .paid
        case (_, "expired"): self = .expired
        default: self = .open(payURL: session.url)
        }
    }

    var title: String {
        switch self {
        case .fulfilled: "Thank you, your order is on its way"
        case .paid: "Payment received"
        case .open: "Your payment is not complete"
        case .expired: "This checkout has expired"
        case .unknown: "We are checking your payment"
        case .noSuchSession: "We do not know this checkout"
        }
    }

    var text: String {
        switch self {
        case .fulfilled: "We have your payment and have packed your mug."
        case .paid: "We are confirming your order. This takes a moment, and this page follows by itself."
        case .open: "We have no payment for this order yet. If you have just paid, wait a moment: this page follows."
        case .expired: "Nothing has been charged. You can start again in the store."
        case .unknown: "We cannot see its state right now. This page looks again by itself; you need not pay again."
        case .noSuchSession: "The link may be incomplete."
        }
    }

    var isGood: Bool { self == .fulfilled || self == .paid }

    /// Whether the page should look again.
    var isUnsettled: Bool {
        switch self {
        case .paid, .open, .unknown: true
        case .fulfilled, .expired, .noSuchSession: false
        }
    }

    var payURL: String? {
        if case .open(let url) = self { url } else { nil }
    }

    var status: HTTPResponse.Status { self == .noSuchSession ? .notFound : .ok }
}
