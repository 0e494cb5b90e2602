import Foundation
import Payments
import Postgres

/// Everything that the database can be asked: whether it is there, what it is, what lies in it.
struct DatabaseCheckup: Sendable {
    let options: DatabaseOptions

    func findings() async throws -> [Finding] {
        let url: DatabaseURL
        do {
            url = try options.url()
        } catch let problem as Problem {
            return [
                .fail("database", problem.description, "Say where it is; nothing in it can be looked at until then.")
            ]
        }
        do {
            return try await options.withDatabase { database in
                let now = WallClock.system.now
                var findings = try await reachable(database, url)
                for (check, look) in Self.looks(now) {
                    do {
                        findings += try await look(database)
                    } catch let error as PostgresError {
                        findings.append(Self.unreadable(check, error))
                    }
                }
                return findings
            }
        } catch let problem as Problem {
            return [.fail("database", problem.description, "Start Postgres, or give the right --database-url.")]
        }
    }

    private func reachable(_ database: Database, _ url: DatabaseURL) async throws -> [Finding] {
        let start = ContinuousClock.now
        _ = try await database.one("SELECT 1", access: .read)
        let time = (ContinuousClock.now - start) / .seconds(1)
        return [.ok("database", "\(url.summary) answers within \(Timespan.words(time)).")]
    }

    private typealias Look = @Sendable (Database) async throws -> [Finding]

    private static func looks(_ now: Date) -> [(String, Look)] {
        [
            ("postgres", { try await ServerChecks(database: $0).findings() }),
            ("clock", { [try await ServerChecks.clock($0)] }),
            ("schemas", { [try await SchemaChecks(database: $0).versions()] }),
            ("roles", { [try await SchemaChecks(database: $0).rights()] }),
            ("payments", { [try await TrafficChecks(database: $0).payments()] }),
            ("refunds", { [try await TrafficChecks(database: $0).refunds()] }),
            ("expiry", { [try await TrafficChecks(database: $0).expiry(now: now)] }),
            ("events", { [try await TrafficChecks(database: $0).backlog()] }),
            ("endpoints", { [try await TrafficChecks(database: $0).endpoints()] }),
            ("learning", { [try await TrafficChecks(database: $0).learning()] }),
            ("partitions", { [try await TrafficChecks(database: $0).partitions()] }),
        ]
    }

    private static func unreadable(_ check: String, _ error: PostgresError) -> Finding {
        switch error.sqlState {
        case .undefinedTable, .undefinedSchema, .undefinedColumn:
            .fail(check, "A table is missing.", "Run paydesk migrate with this build.")
        case .insufficientPrivilege:
            .warn(check, "This role may not look.", "Run the doctor as the database's owner.")
        default: .fail(check, "Could not be looked at: \(error)", "See Postgres' log.")
        }
    }
}
