import Foundation
import Payments
import Postgres

/// Changes what a merchant may change of its sessions: the notes, whatever their status is.
package struct SessionUpdates: Sendable {
    private let idempotency: IdempotencyStore

    package init(_ database: Database) {
        idempotency = IdempotencyStore(database)
    }

    package enum Outcome: Sendable, Equatable {
        case updated(Session)
        /// The notes would be too many; nothing was changed.
        case tooManyNotes
        case notFound
    }

    /// Whose session is to be changed, and how.
    package struct Request: Sendable {
        let target: SessionTarget
        /// Nil when nothing is to become of the notes.
        let metadata: Metadata.Change?

        package init(_ target: SessionTarget, metadata: Metadata.Change?) {
            self.target = target
            self.metadata = metadata
        }
    }

    /// Changes a session, once for each idempotency key.
    ///
    /// - Parameters:
    ///   - request: what is asked for.
    ///   - answer: writes the answer to an outcome; kept with the key.
    /// - Returns: the answer, new or kept.
    /// - Throws: what `answer` threw, `PostgresError`.
    package func update(
        _ request: Request,
        answer: @Sendable (Outcome, PaymentDetails?) throws -> IdempotencyStore.Answer
    ) async throws -> IdempotencyStore.Kept {
        let target = request.target
        return try await idempotency.perform(target.key, target.question, at: target.now) { tx in
            guard var session = try await SessionStore.lock(target, in: tx) else { return try answer(.notFound, nil) }
            if let change = request.metadata {
                do {
                    let metadata = try session.currentMetadata.changed(by: change)
                    session.progress.metadata = metadata
                    try await tx.execute(SessionStore.noting(metadata, on: session.id))
                } catch is Metadata.TooMany {
                    return try answer(.tooManyNotes, nil)
                }
            }
            return try answer(.updated(session), try await target.details(of: session, in: tx))
        }
    }
}

/// Which session a merchant's request wants to change.
package struct SessionTarget: Sendable {
    package let session: ID<Session>
    package let merchant: ID<Merchant>
    package let livemode: Bool
    /// The merchant's time.
    package let now: Date
    package let key: IdempotencyStore.Key?
    package let question: IdempotencyStore.Question
    /// Whether the answer shows the payment intent, and whether with its charge.
    package let shows: (intent: Bool, charge: Bool)

    package init(
        session: ID<Session>,
        merchant: ID<Merchant>,
        livemode: Bool,
        now: Date,
        key: IdempotencyStore.Key?,
        question: IdempotencyStore.Question,
        shows: (intent: Bool, charge: Bool) = (false, false)
    ) {
        self.session = session
        self.merchant = merchant
        self.livemode = livemode
        self.now = now
        self.key = key
        self.question = question
        self.shows = shows
    }

    /// How the session was paid, if the answer is to show it.
    func details(of session: Session, in tx: borrowing Transaction) async throws -> PaymentDetails? {
        guard shows.intent, session.progress.paymentIntent != nil else { return nil }
        return try await SessionStore.payment(of: session.id, withCharge: shows.charge, in: tx)
    }
}

extension SessionStore {
    /// The session, held against everyone else until the transaction ends; nil when it is none of the merchant's.
    static func lock(_ target: SessionTarget, in tx: borrowing Transaction) async throws -> Session? {
        let session = try await lock(target.session, in: tx)
        guard let session, session.merchant == target.merchant, session.livemode == target.livemode else { return nil }
        return session
    }

    /// The merchant's own notes from now on; what they were at creation stays beside them.
    fileprivate static func noting(_ metadata: Metadata, on id: ID<Session>) -> SQL {
        "UPDATE checkout.sessions SET updated_metadata = \(JSONColumn(metadata.json)) WHERE id = \(id.rawValue)"
    }
}
