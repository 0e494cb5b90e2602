import Foundation
import Payments

/// One session on one page.
struct SessionSheet: Encodable, Sendable {
    var id: String
    var merchant: String
    var livemode: Bool
    var status: String
    var paymentStatus: String
    var amount: Int64
    var currency: String
    var created: String
    var expires: String
    var closed: String?
    var paymentIntent: String?
    var paymentIntentStatus: String?
    var attempts: [Attempt]
    var charges: [Charge]
    var events: [Event]

    struct Attempt: Encodable, Sendable {
        var id: String
        var number: Int
        var state: String
        var created: String
        var brand: String
        var last4: String
        var riskScore: Int?
        var riskDecision: String?
        var decline: String?

        private enum CodingKeys: String, CodingKey {
            case id, number, state, created, brand, last4, decline
            case riskScore = "risk_score"
            case riskDecision = "risk_decision"
        }
    }

    struct Charge: Encodable, Sendable {
        var id: String
        var amount: Int64
        var captured: Int64
        var refunded: Int64
        var succeeded: Bool
    }

    struct Event: Encodable, Sendable {
        var id: String
        var type: String
        var created: String
        /// To how many endpoints it was delivered.
        var delivered: Int
        /// To how many it is still to be delivered.
        var waiting: Int
    }

    private enum CodingKeys: String, CodingKey {
        case id, merchant, livemode, status, amount, currency, created, expires, closed, attempts, charges, events
        case paymentStatus = "payment_status"
        case paymentIntent = "payment_intent"
        case paymentIntentStatus = "payment_intent_status"
    }
}

extension SessionSheet {
    init(_ records: SessionRecords) {
        let session = records.session
        self.init(
            id: session.id,
            merchant: session.merchant,
            livemode: session.livemode,
            status: session.status,
            paymentStatus: session.paymentStatus,
            amount: session.amount,
            currency: session.currency,
            created: session.created.forPrograms,
            expires: session.expires.forPrograms,
            closed: session.closed?.forPrograms,
            paymentIntent: session.intent,
            paymentIntentStatus: session.intentStatus,
            attempts: records.attempts.map { attempt in
                Attempt(
                    id: attempt.id,
                    number: attempt.number,
                    state: attempt.state,
                    created: attempt.created.forPrograms,
                    brand: attempt.brand,
                    last4: attempt.last4,
                    riskScore: attempt.riskScore,
                    riskDecision: attempt.riskDecision,
                    decline: attempt.decline
                )
            },
            charges: records.charges.map { charge in
                Charge(
                    id: charge.id,
                    amount: charge.amount,
                    captured: charge.captured,
                    refunded: charge.refunded,
                    succeeded: records.attempts.contains {
                        $0.id == charge.attempt && ["captured", "authorized"].contains($0.state)
                    }
                )
            },
            events: records.events.map { event in
                Event(
                    id: event.id,
                    type: event.type,
                    created: event.created.forPrograms,
                    delivered: records.deliveries.filter { $0.event == event.id && $0.isDelivered }.count,
                    waiting: records.waiting.filter { $0.event == event.id }.count
                )
            }
        )
    }

    func text(_ records: SessionRecords) -> String {
        let session = records.session
        let status = status == "complete" ? "complete, \(paymentStatus)" : status
        var sections = [
            """
            Session   \(id)
            Merchant  \(session.merchantName) (\(merchant)), \(livemode ? "live mode" : "test mode")
            Amount    \(session.money(amount))
            Status    \(status)
            Created   \(session.created.forPeople)
            \(session.closed.map { "Closed    \($0.forPeople)" } ?? "Expires   \(session.expires.forPeople)")
            Intent    \(paymentIntent.map { "\($0) (\(paymentIntentStatus ?? "?"))" } ?? "none yet: nobody has pressed Pay")
            """
        ]
        if !attempts.isEmpty {
            var table = Table(headline: ["try", "card", "state", "score", "why", "id"])
            table.rows = records.attempts.map { attempt in
                [
                    "\(attempt.number)", attempt.card, attempt.state.replacing("_", with: " "),
                    attempt.riskScore.map { "\($0)" } ?? "-", attempt.decline?.replacing("_", with: " ") ?? "-",
                    attempt.id,
                ]
            }
            sections.append(table.text())
        }
        if !charges.isEmpty {
            var table = Table(headline: ["charge", "result", "taken", "given back"])
            table.rows = charges.map {
                [
                    $0.id, $0.succeeded ? "succeeded" : "failed", session.money($0.captured),
                    session.money($0.refunded),
                ]
            }
            sections.append(table.text())
        }
        if !events.isEmpty {
            var table = Table(headline: ["event", "type", "told", "waits"])
            table.rows = events.map { [$0.id, $0.type, "\($0.delivered)", "\($0.waiting)"] }
            sections.append(table.text())
        }
        return sections.joined(separator: "\n\n") + "\n\nWhat happened, in order: paydesk why \(id.prefix(23))"
    }
}

/// Amounts as people write them.
enum MoneyText {
    static func of(_ amount: Int64, _ currency: String) -> String {
        Currency(currency).map { Money(amount, $0).formatted(locale: "en") } ?? "\(amount) \(currency.uppercased())"
    }
}
