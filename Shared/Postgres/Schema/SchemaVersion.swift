import Logging

/// How far a schema was migrated, for services that wait until it is far enough.
///
/// Any role may ask.
package enum SchemaVersion {
    /// The latest version of a schema that was applied, 0 when there is none.
    package static func current(_ schema: String, in database: Database) async throws(PostgresError) -> Int {
        do {
            let row = try await database.one(
                """
                SELECT coalesce(max(version), 0)
                FROM paydesk.schema_migrations
                WHERE schema = \(schema)
                """,
                access: .read
            )
            return try row.get(0)
        } catch {
            // Nothing was ever migrated in this database.
            guard error.sqlState == .undefinedTable || error.sqlState == .undefinedSchema else { throw error }
            return 0
        }
    }

    /// Waits until a schema has a version, also while Postgres is away: processes start in any order.
    ///
    /// - Throws: `MigrationError.tooOld` when a limit was given and reached; `CancellationError`.
    package static func wait(
        for schema: String,
        atLeast version: Int,
        in database: Database,
        every pause: Duration = .milliseconds(200),
        within limit: Duration? = nil
    ) async throws {
        let start = ContinuousClock.now
        var isFirst = true
        while true {
            // An unreachable database is a reason to wait like an old schema; the pool logs it.
            let found = (try? await current(schema, in: database)) ?? 0
            if found >= version { return }
            if let limit, start.duration(to: .now) >= limit {
                throw MigrationError.tooOld(schema: schema, version: found, needed: version)
            }
            if isFirst {
                database.logger.info(
                    "waiting for the schema",
                    metadata: ["schema": "\(schema)", "schema.needed": "\(version)", "schema.found": "\(found)"]
                )
                isFirst = false
            }
            try await Task.sleep(for: pause)
        }
    }
}
