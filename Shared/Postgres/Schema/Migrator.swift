/// Brings schemas up to date, forward only.
///
/// One process at a time, by an advisory lock that is held through all of it; each migration in a transaction of its
/// own together with its entry in `paydesk.schema_migrations`.
package struct Migrator: Sendable {
    private let database: Database

    /// For the advisory lock: "paydesk" in ASCII.
    private static let lockKey: Int64 = 0x70_6179_6465_736B
    /// How long another process may take to migrate, and one script.
    private static let patience: Duration = .seconds(600)

    /// A migrator for a database, connected as the owner.
    package init(_ database: Database) {
        self.database = database
    }

    /// Applies those migrations that are missing, in the order given; versions of one schema in theirs.
    ///
    /// - Returns: The migrations that were applied now.
    /// - Throws: `MigrationError`, or `PostgresError` when the database cannot be used.
    package func apply(_ migrations: [Migration]) async throws -> [Migration] {
        try Self.checkNumbers(of: migrations)
        let lease = try await database.lend().get()
        do {
            let applied = try await apply(migrations, on: lease)
            try await lease.run("SELECT pg_advisory_unlock(\(Self.lockKey))", within: Self.patience)
            try await lease.end(commit: true, within: Self.patience)
            return applied
        } catch {
            // Closing the connection lets go of the lock; the first error is the one that counts.
            try? await lease.abandon()
            throw error
        }
    }

    private static func checkNumbers(of migrations: [Migration]) throws(MigrationError) {
        var last: [String: Int] = [:]
        for migration in migrations {
            guard migration.version == last[migration.schema, default: 0] + 1 else {
                throw .misnumbered(migration.title)
            }
            last[migration.schema] = migration.version
        }
    }

    private func apply(_ migrations: [Migration], on lease: Lease) async throws -> [Migration] {
        try await lease.run("SELECT pg_advisory_lock(\(Self.lockKey))", within: Self.patience)
        try await lease.script(Self.historyTable, within: Self.patience)
        let history = try await self.history(on: lease)
        var missing: [Migration] = []
        for migration in migrations {
            guard let checksum = history[migration.schema]?[migration.version] else {
                missing.append(migration)
                continue
            }
            guard checksum == migration.checksum else { throw MigrationError.changed(migration.title) }
        }
        for (schema, versions) in history {
            let known = migrations.filter { $0.schema == schema }.map(\.version).max()
            guard let known, let newest = versions.keys.max() else { continue }
            guard newest <= known else { throw MigrationError.newerThanThisBuild(schema: schema, version: newest) }
            if let skipped = missing.first(where: { $0.schema == schema && $0.version < newest }) {
                throw MigrationError.skipped(skipped.title)
            }
        }
        for migration in missing {
            do throws(PostgresError) {
                try await apply(migration, on: lease)
            } catch {
                throw MigrationError.refused(migration.title, error)
            }
        }
        return missing
    }

    private func history(on lease: Lease) async throws -> [String: [Int: [UInt8]]] {
        let rows = try await lease.run(
            "SELECT schema, version, checksum FROM paydesk.schema_migrations",
            within: Self.patience
        )
        return try rows.reduce(into: [:]) { history, row in
            let version = try row.get("version", as: Int.self)
            history[try row.get("schema"), default: [:]][version] = try row.get("checksum", as: [UInt8].self)
        }
    }

    private func apply(_ migration: Migration, on lease: Lease) async throws(PostgresError) {
        try await lease.run("BEGIN", within: Self.patience)
        do {
            try await lease.script(migration.sql, within: Self.patience)
            try await lease.run(
                """
                INSERT INTO paydesk.schema_migrations (schema, version, name, checksum)
                VALUES (\(migration.schema), \(migration.version), \(migration.name), \(migration.checksum))
                """,
                within: Self.patience
            )
        } catch {
            // If even this fails the connection is closed, which rolls back too.
            _ = try? await lease.run("ROLLBACK", within: Self.patience)
            throw error
        }
        try await lease.commit(within: Self.patience)
    }

    private static let historyTable = """
        CREATE SCHEMA IF NOT EXISTS paydesk;
        GRANT USAGE ON SCHEMA paydesk TO PUBLIC;
        CREATE TABLE IF NOT EXISTS paydesk.schema_migrations (
            schema text NOT NULL,
            version integer NOT NULL,
            name text NOT NULL,
            checksum bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            CONSTRAINT schema_migrations_pkey PRIMARY KEY (schema, version)
        );
        GRANT SELECT ON paydesk.schema_migrations TO PUBLIC;
        """
}

extension Lease {
    /// Runs one statement on the lent connection.
    @discardableResult
    fileprivate func run(_ sql: SQL, within limit: Duration) async throws(PostgresError) -> [Row] {
        try await perform { wire throws(WireFailure) in
            try Exchange.run([sql], on: wire, access: .write, until: .now + limit)
        }.get().first?.rows ?? []
    }

    /// Runs a script on the lent connection.
    fileprivate func script(_ text: String, within limit: Duration) async throws(PostgresError) {
        try await perform { wire throws(WireFailure) in
            try Script.run(text, on: wire, until: .now + limit)
        }.get()
    }
}
