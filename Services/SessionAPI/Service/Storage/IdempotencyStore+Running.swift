import Foundation
import Payments
import Postgres

// Requests whose effect outlives their first transaction: the key is claimed there together with what the request works
// on, and the answer follows when there is one. Whoever finds the key without an answer waits for the same thing, and
// the first answer that is kept is everybody's, byte for byte.
extension IdempotencyStore {
    /// What stands under a key.
    package enum Claim: Sendable, Equatable {
        /// It is ours from the end of the transaction on.
        case ours
        /// There is an answer, or the key was used for something else.
        case kept(Kept)
        /// Somebody works on this and has not answered yet.
        case running(subject: String)
    }

    /// Claims a key inside the transaction that begins the work on `subject`.
    ///
    /// While another transaction is claiming it, this waits for its end, two seconds at most.
    ///
    /// - Throws: `PostgresError` with `lockNotAvailable` when that took too long.
    package func claim(
        _ key: Key,
        _ question: Question,
        for subject: String,
        at now: Date,
        in transaction: borrowing Transaction
    ) async throws -> Claim {
        let results = try await transaction.batch([
            "SET LOCAL lock_timeout = '2s'",
            """
            INSERT INTO checkout.idempotency_keys
                (merchant, livemode, key, path, parameter_hash, created_at, subject)
            SELECT \(key.merchant.rawValue), \(key.livemode), \(key.text), \(question.path), \(question.digest), \(now),
                \(subject)
            WHERE NOT EXISTS (
                SELECT FROM checkout.sessions
                WHERE merchant = \(key.merchant.rawValue) AND livemode = \(key.livemode)
                    AND idempotency_key = \(key.text)
            )
            ON CONFLICT ON CONSTRAINT idempotency_key DO NOTHING
            RETURNING true
            """,
        ])
        if !results[1].isEmpty { return .ours }
        guard let row = try await transaction.first(Self.standing(key)) else { return .kept(.taken) }
        if let kept = try Self.kept(row, question) { return .kept(kept) }
        guard let running = try row.get("subject", as: String?.self) else { return .kept(.taken) }
        return .running(subject: running)
    }

    /// Keeps the answer to work that was begun under a key, unless there is one.
    ///
    /// - Returns: the answer that is kept; it is a replay unless it is this one.
    package func answer(_ answer: Answer, to key: Key) async throws -> Kept {
        let statement: SQL = """
            UPDATE checkout.idempotency_keys
            SET status = \(Int16(answer.status)), body = \(answer.body)
            WHERE merchant = \(key.merchant.rawValue) AND livemode = \(key.livemode) AND key = \(key.text)
                AND status IS NULL
            """
        do {
            if try await database.execute(statement) == 1 { return .answer(answer, isReplay: false) }
        } catch PostgresError.unknownOutcome {
            // Whether it was this write or another one that made it, what stands there is the answer.
        }
        guard let row = try await database.first(Self.standing(key), access: .read),
            let status = try row.get("status", as: Int?.self), let body = try row.get("body", as: String?.self)
        else { return .answer(answer, isReplay: false) }
        return .answer(Answer(status: status, body: body), isReplay: true)
    }

    /// The kept answer, when there is one by now.
    package func answer(to key: Key, _ question: Question) async throws -> Kept? {
        try await database.first(Self.standing(key), access: .read).flatMap { try Self.kept($0, question) }
    }

    private static func standing(_ key: Key) -> SQL {
        """
        SELECT path, parameter_hash, status, body, subject
        FROM checkout.idempotency_keys
        WHERE merchant = \(key.merchant.rawValue) AND livemode = \(key.livemode) AND key = \(key.text)
        """
    }
}
