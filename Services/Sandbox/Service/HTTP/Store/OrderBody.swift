import Payments

/// One order of `GET /store/orders`.
///
/// Tests outside of this repository read the first four members.
struct OrderBody: Encodable {
    let sessionID: String
    let status: Order.Status
    let fulfilledCount: Int
    let webhooks: [Webhook]
    let order: String?
    let amountTotal: Int64?
    let currency: String?
    let created: Int64

    struct Webhook: Encodable {
        let eventID: String
        let type: String
        let receivedAt: Int64
        let deliveries: Int

        private enum CodingKeys: String, CodingKey {
            case type, deliveries
            case eventID = "event_id"
            case receivedAt = "received_at"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case status, webhooks, order, currency, created
        case sessionID = "session_id"
        case fulfilledCount = "fulfilled_count"
        case amountTotal = "amount_total"
    }

    init(_ order: Order) {
        sessionID = order.sessionID
        status = order.status
        fulfilledCount = order.fulfilledCount
        webhooks = order.webhooks.map { webhook in
            Webhook(
                eventID: webhook.eventID,
                type: webhook.type,
                receivedAt: webhook.receivedAt.unixSeconds,
                deliveries: webhook.deliveries
            )
        }
        self.order = order.id?.rawValue
        amountTotal = order.amountTotal
        currency = order.currency
        created = order.created.unixSeconds
    }
}
