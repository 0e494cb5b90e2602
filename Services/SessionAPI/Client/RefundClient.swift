import HTTPKit

/// What is to be given back.
package struct RefundCall: Codable, Sendable, Hashable {
    /// A charge, a payment intent or a session, by its id.
    package let payment: String
    /// Minor units; nil for all that is left.
    package let amount: Int64?
    /// `duplicate`, `fraudulent` or `requested_by_customer`.
    package let reason: String?
    /// The same for every repetition of one wish, which is carried out once; 1 to 200 bytes.
    package let key: String

    enum CodingKeys: String, CodingKey {
        case payment, amount, reason
        case key = "idempotency_key"
    }

    package init(payment: String, amount: Int64?, reason: String?, key: String) {
        self.payment = payment
        self.amount = amount
        self.reason = reason
        self.key = key
    }
}

/// A refund as session-api tells of it.
package struct RefundReceipt: Codable, Sendable, Hashable {
    /// Such as `re_1a2b3c`.
    package let id: String
    /// Minor units.
    package let amount: Int64
    package let currency: String
    package let charge: String
    package let paymentIntent: String
    /// `succeeded`, `pending` or `failed`.
    package let status: String
    package let reason: String?
    /// Unix seconds.
    package let created: Int64

    enum CodingKeys: String, CodingKey {
        case id, amount, currency, charge, status, reason, created
        case paymentIntent = "payment_intent"
    }
}

/// Asks session-api to give money back, on behalf of the people who run the installation.
package struct RefundClient: Sendable {
    private let service: ServiceClient

    package init(service: ServiceClient) {
        self.service = service
    }

    /// Waits for the outcome a few seconds; then the refund is `pending` and goes on by itself.
    ///
    /// - Throws: `unknown` when it may have been carried out: call again with the same key.
    package func refund(_ call: RefundCall) async throws(ServiceCallError) -> RefundReceipt {
        try await service.post("/internal/refunds", call, timeout: .seconds(20))
    }
}
