/// An event about a checkout session, as far as the store reads it.
struct SessionEvent: Hashable, Sendable {
    let id: String
    let type: String
    let sessionID: String
    let paymentStatus: String?
    let amountTotal: Int64?
    let currency: String?

    /// What an event asks the store to do.
    enum Effect: String, Codable, Sendable {
        case fulfill, expire, nothing
    }

    /// Goods go out when the money is there: `completed` alone may mean that it is still on its way.
    var effect: Effect {
        switch (type, paymentStatus) {
        case ("checkout.session.completed", "paid"), ("checkout.session.completed", "no_payment_required"),
            ("checkout.session.async_payment_succeeded", _):
            .fulfill
        case ("checkout.session.expired", _): .expire
        default: .nothing
        }
    }
}
