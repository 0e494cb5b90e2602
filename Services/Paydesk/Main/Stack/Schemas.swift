import FraudService
import Postgres
import SessionService
import VaultService
import WebhookService

/// All schemas of a Paydesk database, in the order in which they are made.
enum Schemas {
    static let migrations: [Migration] =
        SessionMigrations.all + WebhookMigrations.all + VaultMigrations.all + FraudMigrations.all

    /// What a run did.
    struct Report: Encodable {
        var schemas: [Schema]

        struct Schema: Encodable {
            var name: String
            var version: Int
            /// `0001_create_cards` and its like.
            var applied: [String]
        }
    }

    /// Makes roles that are missing and applies migrations that are missing.
    static func migrate(_ database: Database) async throws -> Report {
        try await Roles.ensure(in: database)
        let applied = try await Migrator(database).apply(migrations)
        var names: [String] = []
        for migration in migrations where !names.contains(migration.schema) { names.append(migration.schema) }
        return Report(
            schemas: names.map { name in
                Report.Schema(
                    name: name,
                    version: migrations.filter { $0.schema == name }.map(\.version).max() ?? 0,
                    applied: applied.filter { $0.schema == name }.map { String($0.title.dropFirst(name.count + 1)) }
                )
            }
        )
    }
}
