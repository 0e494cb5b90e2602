import Foundation
import Payments

/// Writes refunds as the API and the messages show them (dialect §11).
package struct RefundObject: Sendable {
    private let refund: Refund

    package init(_ refund: Refund) {
        self.refund = refund
    }

    /// What of a refund is shown in full instead of by its id, as JSON text.
    package struct Expansion: Sendable, Hashable {
        package var charge: String?
        package var intent: String?

        package init(charge: String? = nil, intent: String? = nil) {
            self.charge = charge
            self.intent = intent
        }
    }

    package func json(showing expansion: Expansion = .init()) -> String {
        var writer = JSONWriter(capacity: 1024)
        writer.object { json in
            json.field("id", refund.id.rawValue)
            json.constant(#""object":"refund""#)
            json.field("amount", refund.money.amount)
            json.null("balance_transaction")
            Self.reference("charge", refund.charge.rawValue, expansion.charge, &json)
            json.field("created", refund.created.unixSeconds)
            json.field("currency", refund.money.currency.code)
            json.constant(
                #""customer":null,"customer_account":null,"destination_details":{"card":{"type":"refund"},"type":"card"}"#
            )
            if refund.state == .failed { json.constant(#""failure_reason":"declined""#) }
            json.field("metadata", json: refund.metadata.json)
            Self.reference("payment_intent", refund.intent.rawValue, expansion.intent, &json)
            json.null("payment_method")
            if refund.state.isOpen { json.constant(#""pending_reason":"processing""#) }
            json.field("reason", refund.reason?.rawValue)
            json.constant(#""receipt_number":null,"source_transfer_reversal":null"#)
            json.field("status", refund.state.publicStatus)
            json.constant(#""transfer_reversal":null"#)
        }
        return writer.text
    }

    /// Fields as they were, for a message that tells of a change of state.
    package static func previous(_ state: RefundState) -> String {
        var writer = JSONWriter(capacity: 64)
        writer.object { json in
            if state.isOpen { json.constant(#""pending_reason":"processing""#) }
            json.field("status", state.publicStatus)
        }
        return writer.text
    }

    /// The same for a change of the merchant's notes.
    package static func previous(_ metadata: Metadata) -> String {
        var writer = JSONWriter(capacity: 256)
        writer.object { $0.field("metadata", json: metadata.json) }
        return writer.text
    }

    private static func reference(
        _ name: StaticString,
        _ id: String,
        _ object: String?,
        _ json: inout JSONWriter
    ) {
        if let object { json.field(name, json: object) } else { json.field(name, id) }
    }
}

extension RefundState {
    /// The dialect's word.
    package var publicStatus: String {
        switch self {
        case .created, .sending, .unknown, .withdrawing: "pending"
        case .succeeded: "succeeded"
        case .failed: "failed"
        }
    }
}
