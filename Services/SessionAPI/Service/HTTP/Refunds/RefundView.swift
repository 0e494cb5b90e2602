import HTTPKit
import Payments

/// Refunds as answers show them, with what the client wants to see in full.
struct RefundView: Sendable {
    let payments: PaymentView

    /// What may stand in `expand`.
    static let expandable: Set<String> = ["charge", "payment_intent"]

    func json(_ refund: Refund, of principal: Principal, showing wishes: Set<String>) async throws -> String {
        var expansion = RefundObject.Expansion()
        if wishes.contains("charge") { expansion.charge = try await payments.charge(refund.charge, of: principal) }
        if wishes.contains("payment_intent") {
            expansion.intent = try await payments.intent(refund.intent, of: principal, showingCharge: false)
        }
        return RefundObject(refund).json(showing: expansion)
    }

    /// A page of a list.
    static func list(_ refunds: [Refund], hasMore: Bool) -> String {
        var writer = JSONWriter(capacity: 1024 * (refunds.count + 1))
        writer.object { json in
            json.constant(#""object":"list""#)
            json.array("data") { json in
                for refund in refunds { json.element(json: RefundObject(refund).json()) }
            }
            json.field("has_more", hasMore)
            json.field("url", "/v1/refunds")
        }
        return writer.text
    }
}
