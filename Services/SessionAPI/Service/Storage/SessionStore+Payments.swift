import Payments
import Postgres

// What payments do to a session's row, beside closing it.
extension SessionStore {
    /// How many columns `columns` names.
    static let columnCount = 29

    /// The session, held against everyone else until the transaction ends; the statement, for a batch.
    static func locking(_ id: ID<Session>) -> SQL {
        "SELECT \(columns) FROM checkout.sessions WHERE id = \(id.rawValue) FOR NO KEY UPDATE"
    }

    /// The session knows its intent from now on, and one more message tells of it.
    static func attaching(_ intent: PaymentIntent) -> SQL {
        """
        UPDATE checkout.sessions
        SET payment_intent = \(intent.id.rawValue), sequence = sequence + 1
        WHERE id = \(intent.session.rawValue)
        """
    }
}

extension AttemptStore {
    /// A session with its merchant, and its attempts; two results, of one round trip.
    static func snapshot(_ id: ID<Session>) -> [SQL] {
        [
            """
            SELECT session.*, \(MerchantStore.columns)
            FROM (SELECT \(SessionStore.columns) FROM checkout.sessions WHERE id = \(id.rawValue)) AS session
            JOIN checkout.merchants m ON m.id = session.merchant
            """,
            attempts(of: id),
        ]
    }
}
