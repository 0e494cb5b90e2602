import Foundation
import Payments

extension OrderEntry: Codable {
    private enum Key: String, CodingKey {
        case entry, order, session, url, amount, currency, event, type, at
        case paymentStatus = "payment_status"
    }

    private enum Kind: String, Codable {
        case placed, received
    }

    init(from decoder: any Decoder) throws {
        let line = try decoder.container(keyedBy: Key.self)
        let sessionID = try line.decode(String.self, forKey: .session)
        let date = Date(timeIntervalSince1970: TimeInterval(try line.decode(Int64.self, forKey: .at)))
        switch try line.decode(Kind.self, forKey: .entry) {
        case .placed:
            let price = Money(
                try line.decode(Int64.self, forKey: .amount),
                try line.decode(Currency.self, forKey: .currency)
            )
            self = .placed(
                try line.decode(ID<Order>.self, forKey: .order),
                sessionID: sessionID,
                url: try line.decode(String.self, forKey: .url),
                price: price,
                at: date
            )
        case .received:
            let event = SessionEvent(
                id: try line.decode(String.self, forKey: .event),
                type: try line.decode(String.self, forKey: .type),
                sessionID: sessionID,
                paymentStatus: try line.decodeIfPresent(String.self, forKey: .paymentStatus),
                amountTotal: try line.decodeIfPresent(Int64.self, forKey: .amount),
                currency: try line.decodeIfPresent(String.self, forKey: .currency)
            )
            self = .received(event, at: date)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: Key.self)
        switch self {
        case .placed(let id, let sessionID, let url, let price, let date):
            try line.encode(Kind.placed, forKey: .entry)
            try line.encode(id, forKey: .order)
            try line.encode(sessionID, forKey: .session)
            try line.encode(url, forKey: .url)
            try line.encode(price.amount, forKey: .amount)
            try line.encode(price.currency, forKey: .currency)
            try line.encode(date.unixSeconds, forKey: .at)
        case .received(let event, let date):
            try line.encode(Kind.received, forKey: .entry)
            try line.encode(event.id, forKey: .event)
            try line.encode(event.type, forKey: .type)
            try line.encode(event.sessionID, forKey: .session)
            try line.encodeIfPresent(event.paymentStatus, forKey: .paymentStatus)
            try line.encodeIfPresent(event.amountTotal, forKey: .amount)
            try line.encodeIfPresent(event.currency, forKey: .currency)
            try line.encode(date.unixSeconds, forKey: .at)
        }
    }
}
