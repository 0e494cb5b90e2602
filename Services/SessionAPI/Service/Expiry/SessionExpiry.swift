import Foundation
import Payments
import Postgres

/// Ends sessions that nobody paid: when their merchant says so, or when their time is over.
package struct SessionExpiry: Sendable {
    private let database: Database
    private let ending: PaymentEnding
    private let idempotency: IdempotencyStore
    /// Called after each commit that wrote messages.
    private let wake: @Sendable () -> Void

    package init(_ database: Database, ending: PaymentEnding, wake: @escaping @Sendable () -> Void) {
        self.database = database
        self.ending = ending
        idempotency = IdempotencyStore(database)
        self.wake = wake
    }

    package enum Outcome: Sendable, Equatable {
        case expired(Session)
        /// Complete or expired already.
        case notOpen(Session)
        /// Only the acquirer knows how a payment ended; until that is found out the session stays open.
        case paymentUnderWay(Session)
        /// There is no such session, or somebody else is busy with it.
        case notFound
    }

    /// Whose session is to be expired, and by which request.
    package struct Request: Sendable {
        package let target: SessionTarget
        /// The request's own id, `req_…`.
        package let id: String

        package init(_ target: SessionTarget, id: String) {
            self.target = target
            self.id = id
        }

        var cause: MerchantRequest { MerchantRequest(id: id, idempotencyKey: target.key?.text) }
    }

    /// Expires a session for its merchant, once for each idempotency key.
    ///
    /// - Parameters:
    ///   - request: what is asked for.
    ///   - answer: writes the answer to an outcome; kept with the key.
    /// - Returns: the answer, new or kept.
    /// - Throws: what `answer` threw, `PostgresError`.
    package func expire(
        _ request: Request,
        answer: @Sendable (Outcome, PaymentDetails?) throws -> IdempotencyStore.Answer
    ) async throws -> IdempotencyStore.Kept {
        let target = request.target
        let kept = try await idempotency.perform(target.key, target.question, at: target.now) { tx in
            guard let session = try await SessionStore.lock(target, in: tx) else { return try answer(.notFound, nil) }
            let outcome = try await end(session, at: target.now, by: request.cause, in: tx)
            guard case .expired(let expired) = outcome else { return try answer(outcome, nil) }
            return try answer(outcome, try await target.details(of: expired, in: tx))
        }
        wake()
        return kept
    }

    /// Expires a session whose time is over, unless it was closed or is being worked on.
    package func expireIfDue(_ id: ID<Session>, at now: Date) async throws -> Outcome {
        let outcome = try await database.transaction { tx in
            let session = try await SessionStore.lockUnlessBusy(id, in: tx)
            guard let session, session.isDue(at: now) else { return Outcome.notFound }
            return try await end(session, at: now, in: tx)
        }
        if case .expired = outcome { wake() }
        return outcome
    }

    private func end(
        _ session: Session,
        at now: Date,
        by request: MerchantRequest? = nil,
        in tx: borrowing Transaction
    ) async throws -> Outcome {
        guard session.progress.status == .open else { return .notOpen(session) }
        do {
            return .expired(try await ending.end(session, .expired, at: now, by: request, in: tx))
        } catch is PaymentEnding.PaymentUnderWay {
            return .paymentUnderWay(session)
        }
    }
}
