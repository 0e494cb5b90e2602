import Foundation
import Postgres

/// The rows of `vault.relays`: who used which card for what, and what came of it.
struct RelayStore: Sendable {
    let database: Database

    struct Entry: Sendable {
        let id: UUID
        let caller: String
        let requestID: String
        let startedAt: Date
    }

    enum Outcome: Equatable, Sendable {
        case answered(status: Int)
        case notSent
        case unknown

        var name: String {
            switch self {
            case .answered: "answered"
            case .notSent: "not_sent"
            case .unknown: "outcome_unknown"
            }
        }

        fileprivate var status: Int? {
            guard case .answered(let status) = self else { return nil }
            return status
        }
    }

    /// Writes down that a call without a card is about to be made.
    func begin(_ entry: Entry, _ order: RelayOrder) async throws(PostgresError) {
        try await database.execute("INSERT INTO vault.relays \(Self.columns) VALUES (\(Self.values(entry, order)))")
    }

    /// Binds the card to the order's attempt, unless it is another's, and writes down that it is about to be used, in one
    /// statement; nil when the card may not be used.
    func begin(
        _ entry: Entry,
        _ order: RelayOrder,
        card token: String,
        livemode: Bool,
        on instance: Instance
    ) async throws(PostgresError) -> StoredCard? {
        try await database.first(
            """
            WITH card AS (
                UPDATE vault.cards
                SET attempt = \(order.attempt), bound_at = coalesce(bound_at, \(entry.startedAt))
                WHERE token = \(token) AND expires_at > \(entry.startedAt) AND livemode = \(livemode)
                  AND (attempt IS NULL OR attempt = \(order.attempt))
                  AND (\(order.session) IS NULL OR session = \(order.session))
                  AND (NOT \(order.takesCode) OR instance = \(instance.id))
                RETURNING \(CardStore.columns)
            ), audit AS (
                INSERT INTO vault.relays \(Self.columns) SELECT \(Self.values(entry, order)) FROM card
            )
            SELECT * FROM card
            """
        )?.storedCard
    }

    /// Why `begin` gave no card.
    func refusal(
        of order: RelayOrder,
        card token: String,
        livemode: Bool,
        on instance: Instance,
        at now: Date
    ) async throws(PostgresError) -> RelayRefusal {
        let row = try await database.first(
            """
            SELECT attempt, session, livemode, instance, instance_url
            FROM vault.cards WHERE token = \(token) AND expires_at > \(now)
            """,
            access: .read
        )
        guard let row else { return .tokenGone }
        if try row.get("livemode") != livemode { return .tokenMismatch }
        if let session = order.session, try row.get("session") != session { return .tokenMismatch }
        if let owner = try row.get("attempt", as: String?.self), owner != order.attempt { return .tokenUsed }
        let holder = Instance(id: try row.get("instance"), url: try row.get("instance_url"))
        guard order.takesCode, holder.id != instance.id else {
            // Nothing is wrong with it now: another attempt took it and let go between the two statements.
            return .tokenUsed
        }
        // An instance at our own address before us: it took the code with it when it stopped.
        return holder.url == instance.url ? .codeGone : .wrongInstance(holder.url)
    }

    /// Writes down what came of a call.
    func complete(
        _ id: UUID,
        _ outcome: Outcome,
        at now: Date,
        took duration: Duration
    ) async throws(PostgresError) {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        try await database.execute(
            """
            UPDATE vault.relays
            SET completed_at = \(now), outcome = \(outcome.name), status = \(outcome.status), duration_ms = \(milliseconds)
            WHERE id = \(id)
            """
        )
    }

    private static let columns: SQL = """
        (id, caller, request_id, session, attempt, token, acquirer, operation, idempotency_key, takes_code, started_at)
        """

    private static func values(_ entry: Entry, _ order: RelayOrder) -> SQL {
        """
        \(entry.id), \(entry.caller), \(entry.requestID), \(order.session), \(order.attempt), \(order.token),
        \(order.acquirer), \(order.operation.rawValue), \(order.idempotencyKey), \(order.takesCode),
        \(entry.startedAt)
        """
    }
}
