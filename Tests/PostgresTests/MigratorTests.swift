import Postgres
import TestSupport
import Testing

@Suite struct MigratorTests {
    private static let first = Migration(
        schema: "vault",
        version: 1,
        name: "create_cards",
        sql: "CREATE SCHEMA vault; CREATE TABLE vault.cards (id bigint); GRANT USAGE ON SCHEMA vault TO vault;"
    )
    private static let second = Migration(
        schema: "vault",
        version: 2,
        name: "add_brand",
        sql: "ALTER TABLE vault.cards ADD COLUMN brand text;"
    )
    private static let other = Migration(schema: "fraud", version: 1, name: "create", sql: "CREATE SCHEMA fraud;")

    @Test func `what is missing is applied once, in order`() async throws {
        try await TestPostgres.withDatabase { test in
            let migrator = Migrator(test.owner)
            #expect(try await migrator.apply([Self.first]) == [Self.first])
            #expect(try await migrator.apply([Self.first, Self.second, Self.other]) == [Self.second, Self.other])
            #expect(try await migrator.apply([Self.first, Self.second, Self.other]).isEmpty)
            try await test.owner.execute("INSERT INTO vault.cards (id, brand) VALUES (1, 'visa')")
        }
    }

    @Test func `several processes at once apply each migration once`() async throws {
        try await TestPostgres.withDatabase { test in
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...6 {
                    let database = test.database(maximumConnections: 1)
                    group.addTask { try await Migrator(database).apply([Self.first, Self.second]).count }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == 2)
        }
    }

    @Test func `a migration that was edited after it was applied stops everything`() async throws {
        try await TestPostgres.withDatabase { test in
            _ = try await Migrator(test.owner).apply([Self.first])
            let edited = Migration(schema: "vault", version: 1, name: "create_cards", sql: Self.first.sql + "-- edited")
            await #expect(throws: MigrationError.changed("vault/0001_create_cards")) {
                try await Migrator(test.owner).apply([edited, Self.second])
            }
            #expect(try await SchemaVersion.current("vault", in: test.owner) == 1)
        }
    }

    @Test func `an older build does not touch a newer schema`() async throws {
        try await TestPostgres.withDatabase { test in
            _ = try await Migrator(test.owner).apply([Self.first, Self.second])
            await #expect(throws: MigrationError.newerThanThisBuild(schema: "vault", version: 2)) {
                try await Migrator(test.owner).apply([Self.first, Self.other])
            }
            // Another service's schema is none of its business.
            _ = try await Migrator(test.owner).apply([Self.other])
        }
    }

    @Test func `a refused migration leaves nothing of itself, those before it stay`() async throws {
        try await TestPostgres.withDatabase { test in
            let bad = Migration(
                schema: "vault",
                version: 2,
                name: "bad",
                sql: "CREATE TABLE vault.x (id int); SELECT 1 / 0;"
            )
            let error = await #expect(throws: MigrationError.self) {
                try await Migrator(test.owner).apply([Self.first, bad])
            }
            guard case .refused("vault/0002_bad", let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.sqlState == SQLState(rawValue: "22012"))
            #expect(try await SchemaVersion.current("vault", in: test.owner) == 1)
            let found = try await test.owner.one("SELECT to_regclass('vault.x') IS NULL")
            #expect(try found.get(0, as: Bool.self))
            // The lock was let go of.
            #expect(try await Migrator(test.owner).apply([Self.first, Self.second]) == [Self.second])
        }
    }

    @Test func `numbers have to begin with one and leave none out`() async throws {
        try await TestPostgres.withDatabase { test in
            for wrong in [[Self.second], [Self.first, Self.first]] {
                await #expect(throws: MigrationError.self) { try await Migrator(test.owner).apply(wrong) }
            }
        }
    }

    @Test func `a file's name gives number and title`() {
        let migration = Migration(schema: "vault", file: "0012_add_keys.sql", bytes: Array("SELECT 1".utf8))
        #expect(migration.version == 12)
        #expect(migration.name == "add_keys")
        #expect(migration.sql == "SELECT 1")
        #expect(migration.title == "vault/0012_add_keys")
        #expect(migration == Migration(schema: "vault", file: "0012_add_keys", bytes: Array("SELECT 1".utf8)))
    }

    @Test func `every role may read the version, and only the owner may write it`() async throws {
        try await TestPostgres.withDatabase(migrations: [Self.first]) { test async throws in
            let vault = test.database(role: "vault")
            #expect(try await SchemaVersion.current("vault", in: vault) == 1)
            #expect(try await SchemaVersion.current("fraud", in: vault) == 0)
            let error = await #expect(throws: PostgresError.self) {
                try await vault.execute("DELETE FROM paydesk.schema_migrations")
            }
            #expect(error?.sqlState == .insufficientPrivilege)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a service waits until its schema is there`() async throws {
        try await TestPostgres.withDatabase { test in
            let vault = test.database(role: "vault")
            #expect(try await SchemaVersion.current("vault", in: vault) == 0)
            async let ready: Void = SchemaVersion.wait(for: "vault", atLeast: 2, in: vault, every: .milliseconds(5))
            _ = try await Migrator(test.owner).apply([Self.first])
            _ = try await Migrator(test.owner).apply([Self.first, Self.second])
            try await ready
            await #expect(throws: MigrationError.tooOld(schema: "vault", version: 2, needed: 3)) {
                try await SchemaVersion.wait(for: "vault", atLeast: 3, in: vault, within: .zero)
            }
        }
    }
}
