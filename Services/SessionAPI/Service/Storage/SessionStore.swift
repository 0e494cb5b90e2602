import Foundation
import Payments
import Postgres

/// Checkout sessions in the table.
package struct SessionStore: Sendable {
    let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// Under which key a session is asked for, and with which parameters.
    package struct Stamp: Sendable, Hashable {
        package let key: String
        /// A fingerprint of the parameters.
        package let digest: [UInt8]

        package init(key: String, digest: [UInt8]) {
            self.key = key
            self.digest = digest
        }
    }

    /// Inserts a session; false when its key is taken already, by a session or by another request.
    ///
    /// One statement, in one round trip. When its outcome is unknown, the row is looked for by its id.
    package func insert(_ session: Session, stamp: Stamp? = nil) async throws -> Bool {
        do {
            return try await database.execute(Self.insertion(of: session, stamp: stamp)) == 1
        } catch PostgresError.unknownOutcome {
            guard try await self.session(session.id) != nil else { throw PostgresError.unknownOutcome }
            return true
        }
    }

    /// A merchant's session, of one mode.
    package func session(_ id: ID<Session>, of merchant: ID<Merchant>, livemode: Bool) async throws -> Session? {
        let row = try await database.first(
            """
            SELECT \(Self.columns)
            FROM checkout.sessions
            WHERE id = \(id.rawValue) AND merchant = \(merchant.rawValue) AND livemode = \(livemode)
            """,
            access: .read
        )
        return try row.map(Self.session)
    }

    /// Any session: for the customer's page, who has nothing but its id.
    package func session(_ id: ID<Session>) async throws -> Session? {
        let row = try await database.first(
            "SELECT \(Self.columns) FROM checkout.sessions WHERE id = \(id.rawValue)",
            access: .read
        )
        return try row.map(Self.session)
    }

    /// The session that a key was used for, and what it was asked for with.
    package func session(
        stampedWith key: String,
        of merchant: ID<Merchant>,
        livemode: Bool
    ) async throws -> (session: Session, digest: [UInt8])? {
        let row = try await database.first(
            """
            SELECT \(Self.columns), parameter_hash
            FROM checkout.sessions
            WHERE merchant = \(merchant.rawValue) AND livemode = \(livemode) AND idempotency_key = \(key)
            """,
            access: .read
        )
        return try row.map { try (Self.session($0), $0.get("parameter_hash")) }
    }
}

// The statements of transactions that change a session; whoever runs them appends the messages in the same transaction.
extension SessionStore {
    /// The session, held against everyone else until the transaction ends.
    package static func lock(_ id: ID<Session>, in transaction: borrowing Transaction) async throws -> Session? {
        let row = try await transaction.first(
            "SELECT \(columns) FROM checkout.sessions WHERE id = \(id.rawValue) FOR NO KEY UPDATE"
        )
        return try row.map(session)
    }

    /// The same, or nil while somebody else holds it.
    package static func lockUnlessBusy(
        _ id: ID<Session>,
        in transaction: borrowing Transaction
    ) async throws -> Session? {
        let row = try await transaction.first(
            "SELECT \(columns) FROM checkout.sessions WHERE id = \(id.rawValue) FOR NO KEY UPDATE SKIP LOCKED"
        )
        return try row.map(session)
    }

    /// Open sessions whose time is over, the longest overdue first, and how far their merchant's clock is ahead.
    ///
    /// Those with a payment at the acquirer are left out: they are closed by its outcome.
    static func due(
        at now: Date,
        limit: Int,
        in database: Database
    ) async throws -> [(session: ID<Session>, clockOffset: TimeInterval)] {
        let rows = try await database.query(
            """
            SELECT s.id, CASE WHEN s.livemode THEN 0 ELSE m.clock_offset END AS clock_offset
            FROM checkout.sessions s
            JOIN checkout.merchants m ON m.id = s.merchant
            WHERE s.status = 'open'
                -- The index ends here; the exact condition is below.
                AND s.expires_at <= \(now) + (SELECT max(clock_offset) FROM checkout.merchants) * interval '1 second'
                AND s.expires_at <= \(now)
                    + CASE WHEN s.livemode THEN 0 ELSE m.clock_offset END * interval '1 second'
                AND NOT EXISTS (
                    SELECT FROM checkout.payment_attempts a
                    WHERE a.session = s.id AND a.state IN ('sending', 'unknown', 'reversing')
                )
            ORDER BY s.expires_at
            LIMIT \(limit)
            """,
            access: .read
        )
        return try rows.map { try (ID(unchecked: $0.get(0)), TimeInterval($0.get(1, as: Int64.self))) }
    }

    /// Takes the next `messages` numbers for messages about the session; gives the session with the last of them.
    package static func numbering(_ messages: Int, of id: ID<Session>) -> SQL {
        """
        UPDATE checkout.sessions
        SET sequence = sequence + \(Int32(messages))
        WHERE id = \(id.rawValue)
        RETURNING \(columns)
        """
    }

    /// Closes an open session as paid; gives it, or no row when it was not open.
    ///
    /// This condition is what makes a session paid at most once.
    package static func completing(
        _ id: ID<Session>,
        paymentIntent: String,
        email: String?,
        name: String?,
        messages: Int,
        at now: Date
    ) -> SQL {
        """
        UPDATE checkout.sessions
        SET status = 'complete', payment_status = 'paid', payment_intent = \(paymentIntent), closed_at = \(now),
            details_email = \(email), details_name = \(name), sequence = sequence + \(Int32(messages))
        WHERE id = \(id.rawValue) AND status = 'open'
        RETURNING \(columns)
        """
    }

    /// Closes an open session as unpaid; gives it, or no row when it was not open.
    package static func expiring(_ id: ID<Session>, messages: Int, at now: Date) -> SQL {
        """
        UPDATE checkout.sessions
        SET status = 'expired', closed_at = \(now), sequence = sequence + \(Int32(messages))
        WHERE id = \(id.rawValue) AND status = 'open'
        RETURNING \(columns)
        """
    }
}
