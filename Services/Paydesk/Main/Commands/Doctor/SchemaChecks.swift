import Foundation
import Postgres

/// Whether the tables are those of this build, and whether each role can do what it may and nothing else.
struct SchemaChecks: Sendable {
    let database: Database

    func versions() async throws -> Finding {
        let rows = try await database.query(
            "SELECT schema, max(version) AS version FROM paydesk.schema_migrations GROUP BY schema",
            access: .read
        )
        let found = try rows.reduce(into: [String: Int]()) { $0[try $1.get("schema")] = try $1.get("version") }
        let needed = Schemas.migrations.reduce(into: [String: Int]()) {
            $0[$1.schema] = max($0[$1.schema] ?? 0, $1.version)
        }
        return Self.versions(found: found, needed: needed)
    }

    static func versions(found: [String: Int], needed: [String: Int]) -> Finding {
        let old = needed.filter { (found[$0.key] ?? 0) < $0.value }
        let new = needed.filter { (found[$0.key] ?? 0) > $0.value }
        if !old.isEmpty {
            let list = old.sorted { $0.key < $1.key }.map { "\($0.key) is at \(found[$0.key] ?? 0) of \($0.value)" }
            return .fail("schemas", list.joined(separator: ", ") + ".", "Run paydesk migrate; services wait for it.")
        }
        if !new.isEmpty {
            let list = new.sorted { $0.key < $1.key }.map {
                "\($0.key) is at \(found[$0.key] ?? 0), this build knows \($0.value)"
            }
            return .fail(
                "schemas",
                list.joined(separator: ", ") + ".",
                "Use the build that made the schema, or a later one."
            )
        }
        let list = needed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return .ok("schemas", "All are at this build's version: \(list.joined(separator: ", ")).")
    }

    /// Which schemas a role may touch at all (design §3).
    static let mayUse: [String: Set<String>] = [
        Roles.sessionAPI.rawValue: ["checkout", "messages"],
        Roles.vault.rawValue: ["vault"],
        Roles.fraudScorer.rawValue: ["fraud", "messages"],
        Roles.webhookSender.rawValue: ["messages"],
    ]

    func rights() async throws -> Finding {
        let names = Roles.allCases.map(\.rawValue)
        let rows = try await database.query(
            """
            SELECT r.rolname, r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls AS is_mighty, n.nspname,
                has_schema_privilege(r.oid, n.oid, 'USAGE') AS uses,
                has_schema_privilege(r.oid, n.oid, 'CREATE') AS creates,
                EXISTS (
                    SELECT FROM pg_class AS c
                    WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v')
                    AND (
                        has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
                        OR has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE')
                    )
                ) AS touches
            FROM pg_roles AS r
            CROSS JOIN pg_namespace AS n
            WHERE r.rolname = ANY (\(names)) AND n.nspname IN ('checkout', 'messages', 'vault', 'fraud')
            """,
            access: .read
        )
        return Self.rights(
            try rows.map { row in
                Right(
                    role: try row.get("rolname"),
                    schema: try row.get("nspname"),
                    isMighty: try row.get("is_mighty"),
                    uses: try row.get("uses"),
                    creates: try row.get("creates"),
                    touches: try row.get("touches")
                )
            }
        )
    }

    struct Right: Sendable {
        var role: String
        var schema: String
        /// May do what only owners should.
        var isMighty = false
        var uses = false
        var creates = false
        /// Has a right on one of the tables.
        var touches = false
    }

    static func rights(_ rights: [Right]) -> Finding {
        let known = Set(rights.map(\.role))
        let missing = Roles.allCases.map(\.rawValue).filter { !known.contains($0) }
        guard missing.isEmpty else {
            return .fail("roles", "There is no role \(missing.joined(separator: ", ")).", "Run paydesk migrate.")
        }
        if let mighty = rights.first(where: { $0.isMighty || $0.creates }) {
            return .fail(
                "roles",
                "\(mighty.role) may do more than any service needs.",
                "ALTER ROLE \(mighty.role) NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS; "
                    + "REVOKE CREATE ON SCHEMA \(mighty.schema) FROM \(mighty.role)"
            )
        }
        for right in rights {
            let may = mayUse[right.role]?.contains(right.schema) ?? false
            if right.touches && !may {
                return .fail(
                    "roles",
                    "\(right.role) may touch tables in \(right.schema), which are none of its business.",
                    "REVOKE ALL ON ALL TABLES IN SCHEMA \(right.schema) FROM \(right.role), PUBLIC"
                )
            }
            if may && !(right.touches && right.uses) {
                return .fail(
                    "roles",
                    "\(right.role) may not use its tables in \(right.schema).",
                    "The rights of a migration were taken away: compare with the GRANTs in the migrations of \(right.schema)."
                )
            }
        }
        return .ok("roles", "Each service's role can do what it needs, and nothing else.")
    }
}
