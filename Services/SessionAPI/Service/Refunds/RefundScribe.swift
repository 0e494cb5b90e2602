import Foundation
import Messages
import Payments
import Postgres

/// Writes the messages that tell of refunds.
struct RefundScribe: Sendable {
    let scribe: PaymentScribe

    func created(_ refund: Refund) -> PaymentScribe.Draft {
        PaymentScribe.Draft("refund.created", RefundObject(refund).json())
    }

    /// The refund has ended; `before` is the state that it was in.
    func closed(
        _ refund: Refund,
        _ charge: Charge,
        of session: Session,
        from before: RefundState
    )
        -> [PaymentScribe.Draft]
    {
        let previous = RefundObject.previous(before)
        let object = RefundObject(refund).json()
        let updated = PaymentScribe.Draft("refund.updated", object, previous: previous)
        if refund.state == .succeeded {
            return [PaymentScribe.Draft("charge.refunded", ChargeObject(charge, of: session).json), updated]
        }
        return [updated, PaymentScribe.Draft("refund.failed", object, previous: previous)]
    }

    /// The merchant's notes have changed.
    func annotated(_ refund: Refund, before metadata: Metadata) -> PaymentScribe.Draft {
        PaymentScribe.Draft(
            "refund.updated",
            RefundObject(refund).json(),
            previous: RefundObject.previous(metadata)
        )
    }

    /// Statements that append the messages and give the session's row their numbers.
    ///
    /// The transaction holds the session's row as it is given here.
    func statements(
        _ drafts: [PaymentScribe.Draft],
        of session: Session,
        at now: Date,
        by request: MerchantRequest? = nil
    ) -> [SQL] {
        var session = session
        session.progress.sequence += drafts.count
        return [SessionStore.numbering(drafts.count, of: session.id)]
            + MessageLog.append(scribe.messages(drafts, of: session, at: now, by: request))
    }
}
