import Foundation
import Messages
import Postgres

/// The deliveries in the database, and the four moves that they make there: routed, claimed, completed, promoted.
///
/// Each move is one statement that picks its rows with SKIP LOCKED and then acts on them by `ctid = ANY (ARRAY(…))`. A queue
/// is nearly empty whenever statistics are taken, so a plan that joins by estimates may read the whole table for each batch;
/// these cannot.
struct DeliveryQueue: Sendable {
    let database: Database
    /// How long a claim lasts: the deadline of an attempt and time to write down what came of it.
    let lease: Duration

    /// What one pass over the outbox did.
    struct Routed: Sendable {
        /// Messages taken from the outbox; fewer than asked for means that it is empty.
        let messages: Int
        /// Born leased to this sender.
        let deliveries: [Delivery]
        /// Endpoints for which more came than may run at once; the rest waits to be claimed.
        let overflowing: [String]
    }

    /// Fans messages out to the endpoints that want them, and leases what may start at once to this sender.
    ///
    /// Test events match test endpoints only. What an endpoint's deliveries look like is fixed here: the API version and the
    /// number of endpoints.
    ///
    /// - Parameters:
    ///   - limit: messages at most.
    ///   - slots: what may run; everything else is left free for a later claim, by any sender.
    ///   - sweep: looks at the whole outbox. Otherwise the scan begins two seconds back, behind the dead rows of what was
    ///     routed before, whose number grows while somebody holds an old snapshot.
    /// - Returns: what was taken, and what of it is this sender's to send.
    /// - Throws: `PostgresError`; after `.unknownOutcome` what may have been leased comes free with its lease's end.
    func route(limit: Int, slots: EndpointSlots, sweep: Bool) async throws(PostgresError) -> Routed {
        let rows = try await database.query(
            """
            WITH token AS MATERIALIZED (SELECT nextval('messages.lease_tokens') AS lease),
            \(Self.taking(limit: limit, sweep: sweep)),
            \(Self.matching(slots)),
            added AS (
                INSERT INTO messages.ready AS r
                    (endpoint, message, attempt, api_version, pending_webhooks, visible_at, lease)
                SELECT endpoint, id, takes::integer, api_version, pending_webhooks,
                    CASE WHEN takes THEN clock_timestamp() + make_interval(secs => \(seconds)) ELSE '-infinity' END,
                    CASE WHEN takes THEN (SELECT lease FROM token) END
                FROM plan
                ON CONFLICT (endpoint, message) DO NOTHING
                RETURNING r.endpoint, r.message, r.attempt, r.lease
            )
            SELECT (SELECT count(*) FROM gone) AS messages,
                ARRAY(SELECT DISTINCT endpoint FROM plan WHERE NOT takes) AS overflowing,
                d.*, \(Self.target)
            FROM (SELECT) AS one
            LEFT JOIN (
                SELECT added.lease, added.message, added.attempt, plan.*,
                    extract(epoch FROM clock_timestamp() - plan.written_at)::float8 AS age_seconds
                FROM added JOIN plan ON plan.endpoint = added.endpoint AND plan.id = added.message
                WHERE added.lease IS NOT NULL
            ) AS d ON true
            LEFT JOIN messages.endpoints AS e ON e.id = d.endpoint
            """
        )
        guard let first = rows.first else { return Routed(messages: 0, deliveries: [], overflowing: []) }
        let hasDeliveries = try first.get("lease", as: Int64?.self) != nil
        return Routed(
            messages: try first.get("messages"),
            deliveries: hasDeliveries ? try rows.map { row throws(PostgresError) in try Delivery(row) } : [],
            overflowing: try first.get("overflowing")
        )
    }

    /// Leases deliveries that are free: those that overflowed, retries that are due, and what other senders left behind.
    ///
    /// Goes from endpoint to endpoint by a loose index scan and takes no more of each than may run, so its cost does not
    /// depend on how much any one of them has waiting.
    ///
    /// - Parameters:
    ///   - slots: what may run.
    ///   - start: goes around the endpoints from the first one after this text, so that none is always last.
    /// - Returns: deliveries of which each may start at once.
    /// - Throws: `PostgresError`, as `route` does.
    func claim(slots: EndpointSlots, from start: String) async throws(PostgresError) -> [Delivery] {
        guard slots.free > 0 else { return [] }
        return try await database.query(
            """
            WITH RECURSIVE token AS MATERIALIZED (SELECT nextval('messages.lease_tokens') AS lease),
            \(Self.goingAround(from: start)),
            \(Self.picking(slots)),
            taken AS (
                UPDATE messages.ready AS r
                SET visible_at = clock_timestamp() + make_interval(secs => \(seconds)),
                    lease = (SELECT lease FROM token), attempt = r.attempt + 1
                WHERE r.ctid = ANY (ARRAY(SELECT ctid FROM pick))
                RETURNING r.*
            )
            SELECT taken.lease, taken.endpoint, taken.message, taken.attempt, taken.api_version, taken.pending_webhooks,
                \(Message.columns),
                extract(epoch FROM clock_timestamp() - m.written_at)::float8 AS age_seconds, \(Self.target)
            FROM taken
            LEFT JOIN messages.endpoints AS e ON e.id = taken.endpoint
            LEFT JOIN messages.messages AS m ON m.id = taken.message
            """
        ).map { row throws(PostgresError) in try Delivery(row) }
    }

    /// Makes retries that are due free to be claimed.
    ///
    /// - Returns: how many.
    func promote(limit: Int) async throws(PostgresError) -> Int {
        try await database.execute(
            """
            WITH pick AS MATERIALIZED (
                SELECT ctid FROM messages.scheduled
                WHERE due_at <= statement_timestamp()
                ORDER BY due_at
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
            ),
            due AS (
                DELETE FROM messages.scheduled WHERE ctid = ANY (ARRAY(SELECT ctid FROM pick))
                RETURNING endpoint, message, attempt, api_version, pending_webhooks
            )
            INSERT INTO messages.ready (endpoint, message, attempt, api_version, pending_webhooks, visible_at)
            SELECT endpoint, message, attempt, api_version, pending_webhooks, '-infinity' FROM due
            ON CONFLICT (endpoint, message) DO NOTHING
            """
        )
    }

    private var seconds: Double { lease / .seconds(1) }
}
