import Foundation
import Messages
import Payments

/// Writes the messages that tell of payments: each one a snapshot, numbered within its session.
struct PaymentScribe: Sendable {
    let sessions: SessionObject
    let randomness: Randomness
    /// The machine's clock; message ids follow it, whatever time it is for the merchant.
    let clock: WallClock

    func created(_ intent: PaymentIntent, of session: Session, at now: Date) -> Draft {
        Draft("payment_intent.created", text(intent, of: session))
    }

    func succeeded(_ charge: Charge, of session: Session) -> Draft {
        Draft("charge.succeeded", ChargeObject(charge, of: session).json)
    }

    func failed(_ charge: Charge, of session: Session) -> Draft {
        Draft("charge.failed", ChargeObject(charge, of: session).json)
    }

    /// The intent has come to this state.
    func reached(_ intent: PaymentIntent, of session: Session) -> Draft {
        let type =
            switch intent.status {
            case .succeeded: "payment_intent.succeeded"
            case .canceled: "payment_intent.canceled"
            case .requiresCapture: "payment_intent.amount_capturable_updated"
            case .requiresAction: "payment_intent.requires_action"
            case .processing: "payment_intent.processing"
            case .requiresPaymentMethod: "payment_intent.payment_failed"
            }
        return Draft(type, text(intent, of: session))
    }

    func completed(_ session: Session) -> Draft {
        Draft("checkout.session.completed", text(session))
    }

    func expired(_ session: Session) -> Draft {
        Draft("checkout.session.expired", text(session))
    }

    /// The messages, numbered so that the last one carries the session's `sequence`.
    func messages(
        _ drafts: [Draft],
        of session: Session,
        at now: Date,
        by request: MerchantRequest? = nil
    ) -> [Message] {
        let first = session.progress.sequence - drafts.count + 1
        return drafts.enumerated().map { offset, draft in
            Message(
                id: randomness.uuidV7(at: clock.now),
                merchant: session.merchant.rawValue,
                livemode: session.livemode,
                session: session.id.rawValue,
                sequence: first + offset,
                type: draft.type,
                data: draft.data,
                previousAttributes: draft.previous,
                requestID: request?.id,
                idempotencyKey: request?.idempotencyKey,
                createdAt: now
            )
        }
    }

    /// A message without its number.
    struct Draft: Sendable {
        let type: String
        let data: String
        /// JSON text of the fields that changed and what they were, for `….updated`.
        let previous: String?

        init(_ type: String, _ data: String, previous: String? = nil) {
            self.type = type
            self.data = data
            self.previous = previous
        }
    }

    private func text(_ intent: PaymentIntent, of session: Session) -> String {
        PaymentIntentObject(intent, of: session, page: sessions.page(of: session.id)).json()
    }

    private func text(_ session: Session) -> String {
        String(decoding: sessions.json(session), as: UTF8.self)
    }
}
