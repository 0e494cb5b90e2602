import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Payments
import SessionClient

/// Refunds for the people who run this installation; only `paydesk` may call this.
package struct InternalRefundRoutes: Sendable {
    private let desk: RefundDesk

    package init(_ desk: RefundDesk) {
        self.desk = desk
    }

    /// Adds the route to a group that lets nobody but `paydesk` in.
    package func add(to group: RouterGroup<PaydeskContext>) {
        group.post("/internal/refunds", use: create)
    }

    @Sendable private func create(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let asked = try await request.decodedJSON(as: RefundCall.self)
        guard (1...200).contains(asked.key.utf8.count) else {
            throw APIError.invalid("idempotency_key", "The key has 1 to 200 bytes.")
        }
        let charge = try await charge(asked.payment)
        let payment = charge.attempt
        guard let merchant = try await desk.merchants.merchant(payment.merchant) else {
            throw APIError.noSuch("merchant", payment.merchant.rawValue)
        }
        let text = [asked.payment, asked.amount.map { "\($0)" } ?? "-", asked.reason ?? "-"].joined(separator: "\n")
        let cause = RefundCause(
            request: MerchantRequest(id: context.requestID, idempotencyKey: nil),
            // Apart from the keys that merchants choose.
            key: .init(merchant: merchant.id, livemode: payment.livemode, text: "paydesk \(asked.key)"),
            question: .init(path: "POST /internal/refunds", digest: Parameter.text(text).digest)
        )
        let kept = try await desk.refund(
            try wish(asked),
            of: charge,
            cause,
            at: desk.time(of: merchant, livemode: payment.livemode)
        ) { .init(status: 200, body: RefundObject($0).json()) }
        return try Response(kept)
    }

    private func wish(_ asked: RefundCall) throws -> RefundWish {
        var wish = RefundWish(amount: asked.amount)
        if let reason = asked.reason {
            guard let known = Refund.Reason(rawValue: reason) else {
                let choices = Refund.Reason.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIError.invalid("reason", "Invalid reason: must be one of \(choices).")
            }
            wish.reason = known
        }
        return wish
    }

    /// The charge that is meant by its own id, its payment intent's or its session's.
    private func charge(_ text: String) async throws -> Charge {
        if let id = ID<Charge>(text), let charge = try await desk.charges.charge(id) { return charge }
        if let id = ID<PaymentIntent>(text), let intent = try await desk.intents.intent(id) {
            return try await desk.charge(of: intent)
        }
        if let id = ID<Session>(text), let session = try await desk.sessions.session(id) {
            guard let intent = session.progress.paymentIntent,
                let found = try await desk.intents.intent(ID(unchecked: intent))
            else {
                throw APIError(
                    .badRequest,
                    code: "charge_not_refundable",
                    "Nobody has paid the session \(id): there is nothing to give back."
                )
            }
            return try await desk.charge(of: found)
        }
        throw APIError.invalid(
            "payment",
            code: "resource_missing",
            "There is no such charge, payment intent or session: '\(APIError.shown(text))'"
        )
    }
}
