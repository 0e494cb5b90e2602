import Foundation
import Payments
import Postgres

/// Answers kept for requests that came with a key, except for new sessions, whose own rows keep theirs.
package struct IdempotencyStore: Sendable {
    let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// How long an answer is kept at least; the dialect promises a day.
    package static let retention: TimeInterval = 48 * 3600

    /// Whose key it is.
    ///
    /// The same text may be used by others, and by the same merchant in the other mode.
    package struct Key: Sendable, Hashable {
        package let merchant: ID<Merchant>
        package let livemode: Bool
        package let text: String

        package init(merchant: ID<Merchant>, livemode: Bool, text: String) {
            self.merchant = merchant
            self.livemode = livemode
            self.text = text
        }
    }

    /// What was asked.
    package struct Question: Sendable, Hashable {
        /// Method and path.
        package let path: String
        /// A fingerprint of the parameters.
        package let digest: [UInt8]

        package init(path: String, digest: [UInt8]) {
            self.path = path
            self.digest = digest
        }
    }

    /// What was answered.
    package struct Answer: Sendable, Hashable {
        package let status: Int
        /// The exact body.
        package let body: String

        package init(status: Int, body: String) {
            self.status = status
            self.body = body
        }
    }

    package enum Kept: Sendable, Hashable {
        /// The answer, and whether it had been given before.
        case answer(Answer, isReplay: Bool)
        /// The key was used for something else.
        case taken
        /// Another transaction has had the key for too long.
        case busy
    }

    /// Runs an effect in a transaction, once for each key, and keeps its answer there.
    ///
    /// Whatever the effect throws is not kept: the transaction is rolled back and the key is free again. When the outcome
    /// of the commit is unknown, the answer is looked for under its key.
    package func perform(
        _ key: Key?,
        _ question: Question,
        at now: Date,
        _ effect: (borrowing Transaction) async throws -> Answer
    ) async throws -> Kept {
        guard let key else {
            return .answer(try await database.transaction { try await effect($0) }, isReplay: false)
        }
        do {
            return try await database.transaction { tx in
                if let earlier = try await claim(key, question, at: now, in: tx) { return earlier }
                let answer = try await effect(tx)
                try await keep(answer, for: key, in: tx)
                return .answer(answer, isReplay: false)
            }
        } catch PostgresError.unknownOutcome {
            let row = try await database.first(Self.lookup(key), access: .read)
            guard let row, case .answer(let answer, _)? = try Self.kept(row, question) else {
                throw PostgresError.unknownOutcome
            }
            return .answer(answer, isReplay: false)
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            return .busy
        }
    }

    /// Claims a key inside the transaction that will hold the effect; nil when it is ours now.
    ///
    /// While another transaction has the key, this waits for its end, at most two seconds (`lockNotAvailable`).
    private func claim(
        _ key: Key,
        _ question: Question,
        at now: Date,
        in transaction: borrowing Transaction
    ) async throws -> Kept? {
        let results = try await transaction.batch([
            "SET LOCAL lock_timeout = '2s'",
            """
            INSERT INTO checkout.idempotency_keys (merchant, livemode, key, path, parameter_hash, created_at)
            SELECT \(key.merchant.rawValue), \(key.livemode), \(key.text), \(question.path), \(question.digest), \(now)
            WHERE NOT EXISTS (
                SELECT FROM checkout.sessions
                WHERE merchant = \(key.merchant.rawValue) AND livemode = \(key.livemode)
                    AND idempotency_key = \(key.text)
            )
            ON CONFLICT ON CONSTRAINT idempotency_key DO NOTHING
            RETURNING true
            """,
        ])
        if !results[1].isEmpty { return nil }
        return try await transaction.first(Self.lookup(key)).flatMap { try Self.kept($0, question) } ?? .taken
    }

    private static func lookup(_ key: Key) -> SQL {
        """
        SELECT path, parameter_hash, status, body
        FROM checkout.idempotency_keys
        WHERE merchant = \(key.merchant.rawValue) AND livemode = \(key.livemode) AND key = \(key.text)
        """
    }

    static func kept(_ row: Row, _ question: Question) throws -> Kept? {
        guard try Question(path: row.get(0), digest: row.get(1)) == question else { return .taken }
        guard let status = try row.get(2, as: Int?.self), let body = try row.get(3, as: String?.self) else {
            return nil
        }
        return .answer(Answer(status: status, body: body), isReplay: true)
    }

    func keep(_ answer: Answer, for key: Key, in transaction: borrowing Transaction) async throws {
        try await transaction.execute(
            """
            UPDATE checkout.idempotency_keys
            SET status = \(Int16(answer.status)), body = \(answer.body)
            WHERE merchant = \(key.merchant.rawValue) AND livemode = \(key.livemode) AND key = \(key.text)
            """
        )
    }

    /// Drops what is older than `retention`, at most 1,000 at a time.
    package static func sweep(_ database: Database, at now: Date) async throws -> Int {
        try await database.execute(
            """
            DELETE FROM checkout.idempotency_keys
            WHERE ctid = ANY (ARRAY(
                SELECT ctid
                FROM checkout.idempotency_keys
                WHERE created_at < \(now.addingTimeInterval(-retention))
                ORDER BY created_at
                LIMIT 1000
                FOR UPDATE SKIP LOCKED
            ))
            """
        )
    }
}
