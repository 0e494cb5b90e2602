import Foundation
import Payments

/// An order of the demo store: one checkout session, and what the webhooks said about it.
struct Order: Hashable, Sendable {
    /// The store's own number; nil for a session that somebody else made with the same merchant account.
    let id: ID<Order>?
    let sessionID: String
    let created: Date
    /// The payment page, for a shopper who presses Buy twice.
    let url: String?
    var amountTotal: Int64?
    var currency: String?
    var status = Status.created
    var fulfilledCount = 0
    var webhooks: [Webhook] = []

    enum Status: String, Codable, Sendable {
        /// The shopper was sent to the payment page.
        case created
        /// Paid, as a webhook said, and on its way.
        case fulfilled
        /// The session ended unpaid.
        case expired
    }

    /// An event that arrived for this order.
    struct Webhook: Hashable, Sendable {
        let eventID: String
        let type: String
        /// The first time.
        let receivedAt: Date
        /// Senders repeat themselves when they are not sure; 1 or more.
        var deliveries: Int
    }
}

extension Order: Identified {
    static let prefix = "ord_"
    static let length = 20
}
