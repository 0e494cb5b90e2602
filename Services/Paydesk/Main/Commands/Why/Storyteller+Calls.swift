import Foundation

// What went out: calls to acquirers, events, deliveries.
extension Storyteller {
    func callEntries() -> [Story.Entry] {
        records.relays.map { relay in
            var references = ["request": relay.requestID]
            references["attempt"] = relay.attempt
            return Story.Entry(
                at: relay.started,
                who: .vault,
                kind: .call,
                text: "\(Self.purpose(relay)): \(Self.outcome(relay)).",
                references: references
            )
        }
    }

    private static func purpose(_ relay: RelayRecord) -> String {
        let acquirer = "the acquirer \"\(relay.acquirer)\""
        let card = relay.hasCode ? " with card number and security code" : relay.hasCard ? " with the card number" : ""
        switch relay.operation {
        case "authorize": return "Passed the payment on to \(acquirer)\(card)"
        case "inquire": return "Asked \(acquirer) what became of the payment"
        case "reverse": return "Told \(acquirer) to undo the payment"
        case "capture": return "Told \(acquirer) to take the reserved money"
        case "void": return "Told \(acquirer) to let the reserved money go"
        case "refund": return "Told \(acquirer) to give money back"
        case "authenticate": return "Asked the directory server of the card's bank about the customer\(card)"
        default: return "Sent \"\(relay.operation)\" to \(acquirer)\(card)"
        }
    }

    private static func outcome(_ relay: RelayRecord) -> String {
        let time = relay.milliseconds.map { Timespan.words(Double($0) / 1000) } ?? "some time"
        switch relay.outcome {
        case "answered": return "answered after \(time) (HTTP \(relay.status.map { "\($0)" } ?? "?"))"
        case "not_sent": return "not reached, nothing was sent"
        case "outcome_unknown": return "no readable answer within \(time)"
        default: return "no end of the call was written down; it is still open, or the vault ended meanwhile"
        }
    }

    // MARK: Events

    /// What was decided together is told together.
    func eventEntries() -> [Story.Entry] {
        var groups: [[EventRecord]] = []
        for event in records.events {
            if groups.last?.last?.transaction == event.transaction {
                groups[groups.count - 1].append(event)
            } else {
                groups.append([event])
            }
        }
        return groups.map { group in
            var references: [String: String] = [:]
            for event in group { references[event.type] = event.id }
            if let request = group.compactMap(\.requestID).first { references["request"] = request }
            return Story.Entry(
                at: group[0].written,
                who: .sessionAPI,
                kind: group.contains { $0.type == "checkout.session.expired" } ? .ended : .event,
                text: meaning(group),
                details: group.map { "\($0.type) \($0.id)" },
                references: references
            )
        }
    }

    private func meaning(_ group: [EventRecord]) -> String {
        let types = Set(group.map(\.type))
        let events = group.count == 1 ? "this event" : "these events"
        let charge = charge(near: group[0])
        if types.contains("checkout.session.completed") {
            return
                "The session is complete and paid\(charge.map { ", as charge \($0.id)" } ?? ""). The merchant is told by "
                + "\(events):"
        }
        if types.contains("checkout.session.expired") { return "\(ending(group)) The merchant is told by \(events):" }
        if types.contains("charge.failed") {
            return
                "The failed try is booked\(charge.map { " as charge \($0.id)" } ?? ""). The merchant is told by \(events):"
        }
        if types == ["payment_intent.created"] {
            return "The first try made a payment intent. The merchant is told by \(events):"
        }
        if types.contains("payment_intent.requires_action") {
            return "The customer has to do something at the bank. The merchant is told by \(events):"
        }
        if types.contains(where: { $0.hasPrefix("refund.") || $0 == "charge.refunded" }) {
            return "A refund moved on. The merchant is told by \(events):"
        }
        return "The merchant is told by \(events):"
    }

    private func ending(_ group: [EventRecord]) -> String {
        if let request = group.compactMap(\.requestID).first {
            return "The merchant's server ended the session (request \(request))."
        }
        return records.session.cancellation == "automatic"
            ? "All tries are used up, so the session ended unpaid." : "Its time was over, so the session ended unpaid."
    }

    private func charge(near event: EventRecord) -> ChargeRecord? {
        records.charges.min {
            abs($0.created.timeIntervalSince(event.created)) < abs($1.created.timeIntervalSince(event.created))
        }
    }

    // MARK: Deliveries

    func deliveryEntries() -> [Story.Entry] {
        records.deliveries.map { delivery in
            let type = records.events.first { $0.id == delivery.event }?.type ?? delivery.event
            let time = Timespan.words(Double(delivery.milliseconds) / 1000)
            let answer =
                delivery.status.map { "HTTP \($0) after \(time)" }
                ?? "\(Self.failures[delivery.error ?? ""] ?? delivery.error ?? "no answer") after \(time)"
            let which = delivery.attempt == 1 ? "" : ", try \(delivery.attempt)"
            let url = EndpointName.short(delivery.url)
            return Story.Entry(
                at: delivery.started,
                who: .webhookSender,
                kind: .delivery,
                text: delivery.isDelivered
                    ? "Delivered \(type) to \(url)\(which): \(answer)."
                    : "Could not deliver \(type) to \(url)\(which): \(answer). \(Self.next(delivery))",
                references: ["event": delivery.event, "endpoint": delivery.endpoint]
            )
        }
    }

    private static func next(_ delivery: DeliveryRecord) -> String {
        guard let next = delivery.next else { return "It is not tried again." }
        let end = delivery.started.addingTimeInterval(Double(delivery.milliseconds) / 1000)
        return "Next try \(Timespan.words(next.timeIntervalSince(end))) later."
    }

    private static let failures = [
        "timeout": "no answer in time",
        "connection_timeout": "no connection in time",
        "connection_failed": "the connection was refused or broken",
        "tls_failed": "no secure connection",
        "name_not_found": "the name has no address",
        "address_not_allowed": "the name leads to an address that nothing is sent to",
        "url_not_allowed": "nothing is sent to such a URL",
        "invalid_answer": "the answer was not HTTP",
        "secret_unreadable": "the endpoint's secret could not be opened",
        "interrupted": "the sender was stopped",
        "endpoint_deleted": "the endpoint was deleted",
        "endpoint_disabled": "the endpoint is disabled",
        "message_expired": "the event is older than events are kept",
    ]
}

/// A receiver's URL as far as it may be shown: what is behind `?` may be a secret.
enum EndpointName {
    static func short(_ url: String) -> String {
        guard var parts = URLComponents(string: url), parts.host != nil else { return url }
        parts.query = nil
        parts.fragment = nil
        parts.user = nil
        parts.password = nil
        return parts.string ?? "(unreadable URL)"
    }
}
