import Postgres

/// What stands in the queue and has not been sent.
struct Waiting: Sendable {
    /// Events that no sender has taken up.
    let outbox: Int
    /// Deliveries that might be sent now.
    let ready: Int
    /// Deliveries that wait for their next attempt.
    let scheduled: Int
    /// How long the first of those that are ready has been so, in seconds.
    let overdue: Double

    /// Counting ends here: beyond it the number does not matter any more.
    static let most = 10_000

    /// Looks at the queue as it is now.
    static func now(in database: Database) async throws(PostgresError) -> Waiting {
        let row = try await database.one(
            """
            SELECT (SELECT count(*) FROM (SELECT FROM messages.outbox LIMIT \(most)) AS o) AS outbox,
                (SELECT count(*) FROM (SELECT FROM messages.scheduled LIMIT \(most)) AS s) AS scheduled,
                count(*) AS ready,
                coalesce(extract(epoch FROM clock_timestamp() - min(visible_at)), 0)::float8 AS overdue
            FROM (
                SELECT visible_at FROM messages.ready WHERE visible_at <= clock_timestamp() LIMIT \(most)
            ) AS r
            """,
            access: .read
        )
        return Waiting(
            outbox: Int(try row.get("outbox", as: Int64.self)),
            ready: Int(try row.get("ready", as: Int64.self)),
            scheduled: Int(try row.get("scheduled", as: Int64.self)),
            overdue: try row.get("overdue")
        )
    }
}
