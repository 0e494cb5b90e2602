import Foundation
import SessionService

// Where it stands, and what to do.
extension Storyteller {
    func conclusion() -> Story.Conclusion {
        var conclusion = payment()
        guard let delivery = undelivered() else { return conclusion }
        conclusion.meaning += " " + delivery.meaning
        if let action = delivery.action {
            conclusion.action = [conclusion.action, action].compactMap(\.self).joined(separator: " ")
        }
        return conclusion
    }

    private func payment() -> Story.Conclusion {
        let attempt = records.attempts.last { Self.underWay.contains($0.state) }
        switch (records.session.status, attempt?.state) {
        case (_, "sending"), (_, "unknown"), (_, "reversing"): return unclear(attempt)
        case ("complete", _): return openRefund() ?? paid()
        case ("expired", _): return ended()
        case (_, "needs_authentication"):
            return Story.Conclusion(
                state: .waiting,
                meaning: "The customer is to confirm the payment at the bank; nothing is charged yet. "
                    + "Another card may be used instead, and the session ends \(expiry)."
            )
        case (_, .some):
            return Story.Conclusion(
                state: .waiting,
                meaning: "A payment has begun and nothing was sent to the acquirer yet. It goes on within seconds, on "
                    + "any session-api that runs.",
                action: "If it stays so, see whether session-api runs: paydesk doctor"
            )
        default: return open()
        }
    }

    private static let underWay = [
        "created", "scored", "needs_authentication", "authenticated", "sending", "unknown", "reversing",
    ]

    private var expiry: String {
        let left = machineTime(records.session.expires).timeIntervalSince(now)
        return left > 0 ? "in \(Timespan.words(left))" : "within seconds, for its time is over"
    }

    private func unclear(_ attempt: AttemptRecord?) -> Story.Conclusion {
        let silence = attempt.flatMap { attempt in
            attempt.silences > 0 ? "It was asked \(attempt.silences) times without a readable answer. " : nil
        }
        if attempt?.state == "sending" {
            return Story.Conclusion(
                state: .unclear,
                meaning: "The acquirer is being asked for the money this very moment.",
                action: "Look again in some seconds."
            )
        }
        let isReversing = attempt?.state == "reversing"
        return Story.Conclusion(
            state: .unclear,
            meaning: isReversing
                ? "The acquirer is being told to undo the payment, until it confirms. The money may be held until then. "
                    + (silence ?? "")
                : "Nobody here knows whether the card was charged. The acquirer is asked every few seconds until it says; "
                    + "then the session is paid, or the card is not charged. " + (silence ?? "")
                    + "The customer sees \"checking your payment\" and cannot pay twice.",
            action: "Do not charge the customer by other means. If this lasts for minutes, see whether the acquirer "
                + "\"\(attempt?.acquirer ?? "")\" and the vault can be reached: paydesk doctor"
        )
    }

    private func paid() -> Story.Conclusion {
        guard
            let charge = records.charges.last(where: { charge in
                ["captured", "authorized"].contains(attempt(charge.attempt)?.state ?? "")
            })
        else {
            return Story.Conclusion(state: .paid, meaning: "The session is complete.")
        }
        if charge.captured == 0 {
            return Story.Conclusion(
                state: .paid,
                meaning: "\(money(charge.amount)) are reserved on the card and not yet taken.",
                action: "The merchant captures the payment intent, or lets it go."
            )
        }
        if charge.refunded > 0 {
            let isAll = charge.refunded == charge.captured
            return Story.Conclusion(
                state: .paid,
                meaning: "The customer paid \(money(charge.captured)) once, and got "
                    + (isAll ? "all of it" : money(charge.refunded)) + " back."
            )
        }
        return Story.Conclusion(state: .paid, meaning: "The customer paid \(money(charge.captured)), once.")
    }

    private func ended() -> Story.Conclusion {
        let why =
            switch records.session.cancellation {
            case "automatic": "its tries were used up"
            default:
                records.events.contains { $0.type == "checkout.session.expired" && $0.requestID != nil }
                    ? "the merchant ended it" : "its time was over"
            }
        return Story.Conclusion(
            state: .unpaid,
            meaning:
                "The session ended unpaid, because \(why). Nothing is charged, and it cannot be paid any more; a customer "
                + "who still wants to pay needs a new session."
        )
    }

    private func open() -> Story.Conclusion {
        guard let last = records.attempts.last else {
            return Story.Conclusion(
                state: .open,
                meaning: "Nobody has pressed Pay yet. The session ends \(expiry)."
            )
        }
        let used = records.attempts.filter {
            ["blocked", "not_authenticated", "declined"].contains($0.state) || $0.event == "reversed"
        }
        let tries = AttemptLimits.tries - used.count
        let cards = AttemptLimits.cards - Set(used.map(\.fingerprint)).count
        let left =
            "The customer may try again (\(Self.count(tries, "try", "tries")) and "
            + "\(Self.count(cards, "other card", "other cards")) left); the session ends \(expiry)."
        let what =
            switch last.state {
            case "declined": "The last card was declined by its bank: \(DeclineWords.of(last))"
            case "blocked": "The last try was refused by the fraud scorer"
            case "not_authenticated": "The last card's bank did not vouch for the customer"
            case "needs_cvc": "The customer is asked for the security code again"
            default: "The last try ended without a charge"
            }
        return Story.Conclusion(state: .open, meaning: "Unpaid, and nothing is charged. \(what). \(left)")
    }

    private static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    // MARK: Deliveries

    private func undelivered() -> (meaning: String, action: String?)? {
        let last = Dictionary(grouping: records.deliveries) { "\($0.event) \($0.endpoint)" }
            .compactMap { $0.value.max { $0.attempt < $1.attempt } }
        let given = last.filter { !$0.isDelivered && $0.next == nil }
        let failing = last.filter { !$0.isDelivered && $0.next != nil }
        if let first = given.min(by: { $0.started < $1.started }) {
            return (
                "\(Self.count(given.count, "event was", "events were")) given up: \(EndpointName.short(first.url)) did not "
                    + "take \(given.count == 1 ? "it" : "them").",
                "Repair the receiver. The merchant can read the session from the API meanwhile."
            )
        }
        if let first = failing.min(by: { ($0.next ?? now) < ($1.next ?? now) }) {
            let due = first.next.map { max(0, $0.timeIntervalSince(now)) } ?? 0
            return (
                "\(Self.count(failing.count, "event is", "events are")) not delivered yet: "
                    + "\(EndpointName.short(first.url)) does not take \(failing.count == 1 ? "it" : "them"). The next try is "
                    + (due < 1 ? "due now." : "in \(Timespan.words(due))."),
                "See what is wrong with that receiver; deliveries go on by themselves."
            )
        }
        let waiting = records.waiting.filter { waiting in !failing.contains { $0.event == waiting.event } }
        guard !waiting.isEmpty else { return told(last) }
        let events = Set(waiting.map(\.event)).count
        return (
            "\(Self.count(events, "event waits", "events wait")) to be delivered.",
            "If that lasts for more than some seconds, see whether webhook-sender runs: paydesk doctor"
        )
    }

    private func told(_ last: [DeliveryRecord]) -> (meaning: String, action: String?)? {
        guard !records.events.isEmpty else { return nil }
        if last.isEmpty { return ("No endpoint of the merchant wants its events.", nil) }
        return ("The merchant's receivers have taken all events.", nil)
    }
}
