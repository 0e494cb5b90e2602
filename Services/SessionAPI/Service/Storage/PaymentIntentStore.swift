import Foundation
import Payments
import Postgres

/// Payment intents in `checkout.payment_intents`.
package struct PaymentIntentStore: Sendable {
    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// An intent of a merchant in one mode.
    package func intent(
        _ id: ID<PaymentIntent>,
        of merchant: ID<Merchant>,
        livemode: Bool
    ) async throws -> PaymentIntent? {
        try await database.first(
            """
            SELECT \(Self.columns)
            FROM checkout.payment_intents
            WHERE id = \(id.rawValue) AND merchant = \(merchant.rawValue) AND livemode = \(livemode)
            """,
            access: .read
        ).map(PaymentIntent.init)
    }

    /// Anybody's intent.
    package func intent(_ id: ID<PaymentIntent>) async throws -> PaymentIntent? {
        try await database.first(
            "SELECT \(Self.columns) FROM checkout.payment_intents WHERE id = \(id.rawValue)",
            access: .read
        ).map(PaymentIntent.init)
    }

    // MARK: Statements for a transaction or a batch

    /// The row of a session's intent, for `PaymentIntent.init(row:)`.
    package static func intent(of session: ID<Session>) -> SQL {
        "SELECT \(columns) FROM checkout.payment_intents WHERE session = \(session.rawValue)"
    }

    /// The rows of these sessions' intents, for `PaymentIntent.init(row:)`.
    package static func intents(of sessions: [String]) -> SQL {
        "SELECT \(columns) FROM checkout.payment_intents WHERE session = ANY (\(sessions))"
    }

    package static func insert(_ intent: PaymentIntent) -> SQL {
        """
        INSERT INTO checkout.payment_intents
            (id, session, merchant, livemode, amount, currency, status, secret, created_at)
        VALUES (
            \(intent.id.rawValue), \(intent.session.rawValue), \(intent.merchant.rawValue), \(intent.livemode),
            \(intent.money.amount), \(intent.money.currency.code), \(intent.status), \(intent.secret),
            \(intent.created)
        )
        """
    }

    /// Stores what changes of an intent, unless it has ended already.
    package static func update(_ intent: PaymentIntent) -> SQL {
        """
        UPDATE checkout.payment_intents
        SET status = \(intent.status), latest_charge = \(intent.latestCharge?.rawValue),
            error_decline = \(intent.lastError?.decline.code), error_network = \(intent.lastError?.decline.networkCode),
            error_charge = \(intent.lastError?.charge?.rawValue),
            canceled_at = \(intent.canceled), cancellation_reason = \(intent.cancellation)
        WHERE id = \(intent.id.rawValue) AND status NOT IN ('succeeded', 'canceled')
        RETURNING id
        """
    }

    /// The intent waits for the customer no longer, unless another attempt of the session still does.
    static func releasing(_ session: ID<Session>) -> SQL {
        """
        UPDATE checkout.payment_intents
        SET status = 'requires_payment_method'
        WHERE session = \(session.rawValue) AND status = 'requires_action' AND NOT EXISTS (
            SELECT
            FROM checkout.payment_attempts
            WHERE session = \(session.rawValue) AND state = 'needs_authentication'
        )
        """
    }

    private static let columns: SQL = """
        id, session, merchant, livemode, amount, currency, status, secret, created_at, latest_charge, error_decline,
        error_network, error_charge, canceled_at, cancellation_reason
        """
}

extension PaymentIntent {
    /// Reads a row that one of the store's statements gave.
    init(row: Row) throws(PostgresError) {
        try self.init(
            id: ID(unchecked: row.get("id")),
            session: ID(unchecked: row.get("session")),
            merchant: ID(unchecked: row.get("merchant")),
            livemode: row.get("livemode"),
            money: row.money(),
            secret: row.get("secret"),
            created: row.get("created_at"),
            status: row.get("status"),
            latestCharge: row.get("latest_charge", as: String?.self).map { ID(unchecked: $0) },
            lastError: PaymentFailure(row: row),
            canceled: row.get("canceled_at"),
            cancellation: row.get("cancellation_reason")
        )
    }
}

extension PaymentFailure {
    fileprivate init?(row: Row) throws(PostgresError) {
        guard let code: DeclineCode = try row.get("error_decline") else { return nil }
        try self.init(
            decline: Decline(code, networkCode: row.get("error_network")),
            charge: row.get("error_charge", as: String?.self).map { ID(unchecked: $0) }
        )
    }
}

extension PaymentIntent.Status: PostgresEncodable, PostgresDecodable {}
extension PaymentIntent.CancellationReason: PostgresEncodable, PostgresDecodable {}
