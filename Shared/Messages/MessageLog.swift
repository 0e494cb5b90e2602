import Payments
import Postgres

/// The event log, from the side of those who write it.
///
/// ```swift
/// try await database.transaction { tx in
///     try await tx.execute("UPDATE checkout.sessions SET …")
///     try await MessageLog.append([message], in: tx)
/// }
/// waker.wake()
/// ```
///
/// A state change and the message that tells of it are one transaction; nothing is sent from inside of it. A second
/// `checkout.session.completed` of one session violates `MessageLog.oneCompletedEventPerSession`.
package enum MessageLog {
    /// The constraint that lets a session be completed once.
    package static let oneCompletedEventPerSession = "one_completed_event_per_session"

    /// Statements that append messages and mark them as not sent on yet; for a transaction, or a batch that is one.
    ///
    /// All have the same text, so that it is prepared once.
    package static func append(_ messages: [Message]) -> [SQL] {
        messages.map(insert)
    }

    /// Appends messages in the caller's transaction.
    package static func append(
        _ messages: [Message],
        in transaction: borrowing Transaction
    ) async throws(PostgresError) {
        _ = try await transaction.batch(append(messages))
    }

    private static func insert(_ message: Message) -> SQL {
        """
        WITH message AS (
            INSERT INTO messages.messages (
                id, merchant, livemode, session, sequence, type, data, previous_attributes,
                request_id, idempotency_key, created_at
            )
            VALUES (
                \(message.id), \(message.merchant), \(message.livemode), \(message.session), \(message.sequence),
                \(message.type), \(message.data), \(message.previousAttributes),
                \(message.requestID), \(message.idempotencyKey), \(message.createdAt)
            )
            RETURNING id
        )
        INSERT INTO messages.outbox (message)
        SELECT id FROM message
        """
    }
}
