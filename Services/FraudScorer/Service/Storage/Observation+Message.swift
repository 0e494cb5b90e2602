import Foundation
import Messages

extension Observation {
    /// What a message teaches; nil when it is about something else, or says too little.
    init?(_ message: Message) {
        let outcome: Outcome
        switch message.type {
        case "charge.succeeded": outcome = .approved
        case "charge.failed": outcome = .declined
        default: return nil
        }
        // A charge in words that are not known here teaches nothing; the scorer must not stand still before it.
        guard let charge = try? JSONDecoder().decode(ChargeSnapshot.self, from: Data(message.data.utf8)),
            let card = charge.details?.card?.fingerprint, !card.isEmpty, charge.amount > 0
        else { return nil }
        if outcome == .declined, charge.outcome?.type == "blocked" { return nil }
        self.init(
            merchant: message.merchant,
            livemode: message.livemode,
            card: card,
            amount: charge.amount,
            currency: charge.currency,
            outcome: outcome,
            at: message.id.moment
        )
    }
}

/// The fields of a charge that something can be learned from.
private struct ChargeSnapshot: Decodable {
    var amount: Int64
    var currency: String
    var outcome: Outcome?
    var details: Details?

    struct Outcome: Decodable {
        var type: String?
    }

    struct Details: Decodable {
        var card: Card?

        struct Card: Decodable {
            var fingerprint: String?
        }
    }

    private enum CodingKeys: String, CodingKey {
        case amount, currency, outcome
        case details = "payment_method_details"
    }
}

extension UUID {
    /// The time in a version 7 UUID: its first 48 bits are unix milliseconds.
    fileprivate var moment: Date {
        let milliseconds = withUnsafeBytes(of: uuid) { $0.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
