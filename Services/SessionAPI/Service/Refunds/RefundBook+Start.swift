import Foundation
import Messages
import Payments
import Postgres

/// Who asks for a refund, and how it is told apart from other requests.
package struct RefundCause: Sendable {
    /// The merchant's request, for the events.
    package let request: MerchantRequest
    package let key: IdempotencyStore.Key?
    package let question: IdempotencyStore.Question

    package init(request: MerchantRequest, key: IdempotencyStore.Key?, question: IdempotencyStore.Question) {
        self.request = request
        self.key = key
        self.question = question
    }
}

/// What asking for a refund led to in the books.
package enum RefundStart: Sendable, Equatable {
    /// A new refund, its amount reserved; it is due at once.
    case begun(ID<Refund>)
    /// Another request with the same key has begun this one, and has not answered yet.
    case running(ID<Refund>)
    /// There is an answer already, new or kept.
    case kept(IdempotencyStore.Kept)
}

extension RefundBook {
    /// Takes the amount from what can be refunded and writes the refund down as `sending`, in one transaction with the
    /// claim of the key.
    ///
    /// - Parameters:
    ///   - order: what is asked for.
    ///   - cause: who asks.
    ///   - now: the merchant's time.
    ///   - refused: writes the answer to a refusal, which is kept with the key.
    /// - Returns: what stands in the books then.
    /// - Throws: `PostgresError`.
    package func start(
        _ order: RefundOrder,
        _ cause: RefundCause,
        at now: Date,
        refused: @Sendable (RefundRefusal, Charge) -> IdempotencyStore.Answer
    ) async throws -> RefundStart {
        while true {
            do {
                let begun = try await database.transaction { tx -> RefundStart in
                    try await start(order, cause, at: now, refused: refused, in: tx)
                }
                if case .begun = begun { wake() }
                return begun
            } catch PostgresError.unknownOutcome {
                // The second time around finds the refund that the first one may have made.
                continue
            } catch is Raced {
                continue
            } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
                return .kept(.busy)
            }
        }
    }

    /// The charge has changed between reading and reserving.
    private struct Raced: Error {}

    private func start(
        _ order: RefundOrder,
        _ cause: RefundCause,
        at now: Date,
        refused: @Sendable (RefundRefusal, Charge) -> IdempotencyStore.Answer,
        in tx: borrowing Transaction
    ) async throws -> RefundStart {
        let idempotency = IdempotencyStore(database)
        if let key = cause.key {
            let subject = order.id.rawValue
            switch try await idempotency.claim(key, cause.question, for: subject, at: now, in: tx) {
            case .ours: break
            case .running(let other) where other == subject: return .begun(order.id)
            case .running(let other): return .running(ID(unchecked: other))
            case .kept(let kept): return .kept(kept)
            }
        }
        let found = try await tx.batch([
            SessionStore.locking(order.session), ChargeStore.charge(order.charge), RefundStore.refund(order.id),
        ])
        guard found[2].isEmpty else { return .begun(order.id) }
        guard let session = try found[0].first.map(SessionStore.session),
            let charge = try found[1].first.map(ChargeStore.charge)
        else { throw PostgresError.unexpectedRowCount(0) }
        do {
            try await reserve(charge.amount(refunding: order.amount), order, charge, session, cause, at: now, in: tx)
        } catch let refusal as RefundRefusal {
            let answer = refused(refusal, charge)
            if let key = cause.key { try await idempotency.keep(answer, for: key, in: tx) }
            return .kept(.answer(answer, isReplay: false))
        }
        return .begun(order.id)
    }

    private func reserve(
        _ amount: Int64,
        _ order: RefundOrder,
        _ charge: Charge,
        _ session: Session,
        _ cause: RefundCause,
        at now: Date,
        in tx: borrowing Transaction
    ) async throws {
        guard let refund = charge.refund(order, amount: amount, at: now) else { throw RefundRefusal.unpaid }
        let step = try RefundStep(refund, .requested, at: now)
        let statements = scribe.statements(
            [scribe.created(step.refund)],
            of: session,
            at: now,
            by: cause.request
        )
        let written = try await tx.batch([RefundStore.reserve(step)] + statements)
        guard !written[0].isEmpty else { throw Raced() }
    }

    /// Replaces the notes of a merchant's refund, once for each key.
    ///
    /// - Parameters:
    ///   - refund: one that the caller has seen to be the merchant's.
    ///   - cause: who asks.
    ///   - now: the merchant's time.
    ///   - change: what becomes of the notes.
    ///   - answer: writes the answer, which is kept with the key.
    /// - Returns: the answer, new or kept.
    /// - Throws: `PostgresError`, what `change` threw.
    package func annotate(
        _ refund: Refund,
        _ cause: RefundCause,
        at now: Date,
        change: (Metadata) throws -> Metadata,
        answer: (Refund) -> IdempotencyStore.Answer
    ) async throws -> IdempotencyStore.Kept {
        let kept = try await IdempotencyStore(database).perform(cause.key, cause.question, at: now) { tx in
            let found = try await tx.batch([SessionStore.locking(refund.session), RefundStore.refund(refund.id)])
            guard let session = try found[0].first.map(SessionStore.session),
                let before = try found[1].first.map(Refund.init)
            else { throw PostgresError.unexpectedRowCount(0) }
            let metadata = try change(before.metadata)
            guard metadata != before.metadata else { return answer(before) }
            let rows = try await tx.query(RefundStore.annotate(refund.id, metadata))
            guard let after = try rows.first.map(Refund.init) else { throw PostgresError.unexpectedRowCount(0) }
            let drafts = [scribe.annotated(after, before: before.metadata)]
            _ = try await tx.batch(scribe.statements(drafts, of: session, at: now, by: cause.request))
            return answer(after)
        }
        wake()
        return kept
    }
}
