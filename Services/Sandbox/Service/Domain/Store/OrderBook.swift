import Foundation
import Payments

/// One line of the orders' file.
enum OrderEntry: Hashable, Sendable {
    /// The store made a session and sends the shopper there.
    case placed(ID<Order>, sessionID: String, url: String, price: Money, at: Date)
    /// An event arrived, for the first time or again.
    case received(SessionEvent, at: Date)
}

/// The store's orders: a pure value, built up entry by entry.
///
/// What an event leads to is decided where it is applied, so a file that holds an event twice still fulfills once.
struct OrderBook: Sendable {
    private var orders: [Order] = []
    private var positions: [String: Int] = [:]
    private var sessions: [ID<Order>: String] = [:]

    var newestFirst: [Order] { orders.reversed() }

    func order(session: String) -> Order? {
        positions[session].map { orders[$0] }
    }

    func order(_ id: ID<Order>) -> Order? {
        sessions[id].flatMap { order(session: $0) }
    }

    mutating func apply(_ entry: OrderEntry) {
        switch entry {
        case .placed(let id, let sessionID, let url, let price, let date):
            place(id, sessionID, url, price, at: date)
        case .received(let event, let date):
            let position = positions[event.sessionID] ?? append(Order(unknown: event, at: date))
            orders[position].receive(event, at: date)
        }
    }

    private mutating func place(_ id: ID<Order>, _ sessionID: String, _ url: String, _ price: Money, at date: Date) {
        guard sessions[id] == nil, positions[sessionID] == nil else { return }
        sessions[id] = sessionID
        append(
            Order(
                id: id,
                sessionID: sessionID,
                created: date,
                url: url,
                amountTotal: price.amount,
                currency: price.currency.code
            )
        )
    }

    @discardableResult
    private mutating func append(_ order: Order) -> Int {
        positions[order.sessionID] = orders.count
        orders.append(order)
        return orders.count - 1
    }
}

extension Order {
    /// An order that the store learns of from its webhook.
    fileprivate init(unknown event: SessionEvent, at date: Date) {
        self.init(
            id: nil,
            sessionID: event.sessionID,
            created: date,
            url: nil,
            amountTotal: event.amountTotal,
            currency: event.currency
        )
    }

    /// Fulfills once: an event counts the first time it is seen, and a fulfilled order stays as it is.
    fileprivate mutating func receive(_ event: SessionEvent, at date: Date) {
        if let index = webhooks.firstIndex(where: { $0.eventID == event.id }) {
            webhooks[index].deliveries += 1
            return
        }
        webhooks.append(Webhook(eventID: event.id, type: event.type, receivedAt: date, deliveries: 1))
        switch event.effect {
        case .fulfill where status != .fulfilled:
            status = .fulfilled
            fulfilledCount += 1
        case .expire where status == .created:
            status = .expired
        case .fulfill, .expire, .nothing:
            break
        }
    }
}
