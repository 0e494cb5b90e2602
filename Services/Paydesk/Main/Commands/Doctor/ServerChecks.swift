import Foundation
import Payments
import Postgres

/// The Postgres server: its version, whether what it confirmed is on disk, room for connections, its clock.
struct ServerChecks: Sendable {
    let database: Database

    /// The oldest version that our SQL is tested with, and has been since.
    static let oldestVersion = 15

    func findings() async throws -> [Finding] {
        [try await version(), try await durability(), try await connections(), try await transactions()]
    }

    private func version() async throws -> Finding {
        let row = try await database.one(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::integer / 10000",
            access: .read
        )
        let name = try row.get(0, as: String.self).prefix { $0 != " " }
        let number = try row.get(1, as: Int.self)
        guard number >= Self.oldestVersion else {
            return .fail("postgres", "PostgreSQL \(name) is too old.", "Use PostgreSQL \(Self.oldestVersion) or later.")
        }
        return .ok("postgres", "PostgreSQL \(name).")
    }

    private func durability() async throws -> Finding {
        // Postgres keeps what was set for a role beside the server's own settings, and it wins.
        let row = try await database.one(
            """
            SELECT current_setting('fsync') = 'on' AS fsync,
                current_setting('full_page_writes') = 'on' AS full_page_writes,
                NOT EXISTS (
                    SELECT FROM pg_settings WHERE name = 'synchronous_commit' AND reset_val = 'off'
                ) AND NOT EXISTS (
                    SELECT FROM pg_db_role_setting AS s JOIN pg_roles AS r ON r.oid = s.setrole
                    WHERE r.rolname IN ('session_api', 'vault') AND 'synchronous_commit=off' = ANY (s.setconfig)
                ) AS synchronous_commit
            """,
            access: .read
        )
        return Self.durability(
            fsync: try row.get("fsync"),
            fullPageWrites: try row.get("full_page_writes"),
            synchronousCommit: try row.get("synchronous_commit")
        )
    }

    static func durability(fsync: Bool, fullPageWrites: Bool, synchronousCommit: Bool) -> Finding {
        let off = [("fsync", fsync), ("full_page_writes", fullPageWrites), ("synchronous_commit", synchronousCommit)]
            .filter { !$0.1 }.map(\.0)
        guard !off.isEmpty else { return .ok("durability", "What Postgres confirms is on disk.") }
        return .fail(
            "durability",
            "\(off.joined(separator: " and ")) is off: a confirmed payment can be lost when the machine fails.",
            "Set \(off.map { "\($0) = on" }.joined(separator: ", ")) in postgresql.conf, and take it off the roles."
        )
    }

    private func connections() async throws -> Finding {
        let row = try await database.one(
            """
            SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
                current_setting('max_connections')::integer
            """,
            access: .read
        )
        return Self.connections(used: try row.get(0), most: try row.get(1))
    }

    static func connections(used: Int, most: Int) -> Finding {
        let found = "\(used) of \(most) connections are in use."
        guard used * 10 < most * 8 else {
            return .warn(
                "connections",
                found,
                "Raise max_connections, or lower DATABASE_CONNECTIONS of the services: a process that gets none waits."
            )
        }
        return .ok("connections", found)
    }

    private func transactions() async throws -> Finding {
        let row = try await database.one(
            """
            SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::double precision AS age,
                (array_agg(pid ORDER BY xact_start))[1] AS pid,
                (array_agg(application_name ORDER BY xact_start))[1] AS name
            FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
            """,
            access: .read
        )
        return Self.transactions(
            oldest: try row.get("age"),
            process: try row.get("pid", as: Int32?.self),
            name: try row.get("name")
        )
    }

    static func transactions(oldest seconds: Double, process: Int32?, name: String?) -> Finding {
        guard seconds >= 60, let process else { return .ok("transactions", "None is open for long.") }
        let who = name.flatMap { $0.isEmpty ? nil : " of \"\($0)\"" } ?? ""
        return .warn(
            "transactions",
            "One\(who) is open for \(Timespan.words(seconds)). Until it ends, tables grow and the fraud scorer learns nothing.",
            "Find out what it waits for; SELECT pg_terminate_backend(\(process)) ends it."
        )
    }

    static func clock(_ database: Database) async throws -> Finding {
        let before = WallClock.system.now
        let theirs = try await database.one("SELECT clock_timestamp()", access: .read).get(0, as: Date.self)
        let after = WallClock.system.now
        // Somewhere in between it was asked; what the way may explain is no skew.
        let skew = theirs < before ? before.timeIntervalSince(theirs) : max(0, theirs.timeIntervalSince(after))
        return clock(skew: skew)
    }

    static func clock(skew: Double) -> Finding {
        guard skew >= 1 else { return .ok("clock", "The database's clock and this machine's agree.") }
        let found = "The database's clock and this machine's differ by \(Timespan.words(skew))."
        let action = "Let both machines follow a time server: sessions expire and leases end by their clocks."
        return skew >= 30 ? .fail("clock", found, action) : .warn("clock", found, action)
    }
}
