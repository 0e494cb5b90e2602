import Postgres

/// The partitions of the log and of the history: made ahead, dropped when their time has passed.
struct Partitions: Sendable {
    let database: Database
    /// Days made ahead.
    static let daysAhead = 7

    /// What one pass did; nil when another sender was at it.
    struct Pass: Sendable {
        let created: Int
        let dropped: Int
        /// Whether rows lie in a default partition: they are safe there, but somebody's clock or upkeep is off.
        let hasStrays: Bool
    }

    /// Makes and drops what is due.
    func maintain(keepDays: Int) async throws(PostgresError) -> Pass? {
        try await database.first(
            "SELECT created, dropped, default_rows FROM messages.maintain_partitions(\(Self.daysAhead)::int4, \(keepDays)::int4)"
        ).map { row throws(PostgresError) in
            Pass(
                created: try row.get("created"),
                dropped: try row.get("dropped"),
                hasStrays: try row.get("default_rows")
            )
        }
    }
}
