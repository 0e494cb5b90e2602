import Postgres
import TestSupport
import Testing

@Suite struct PreparedStatementTests {
    private func prepared(_ database: Database) async throws -> Int {
        try await database.one("SELECT count(*) FROM pg_prepared_statements").get(0)
    }

    @Test func `a statement is prepared once, whatever its values`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            for number in 1...20 { _ = try await database.one("SELECT \(number)") }
            // This one and the one that counts.
            #expect(try await prepared(database) == 2)
        }
    }

    @Test func `the same text with other types is another statement`() async throws {
        try await TestPostgres.withDatabase { test async throws in
            let database = test.database(maximumConnections: 1)
            #expect(try await database.one("SELECT \(1) AS x").get("x", as: Int.self) == 1)
            #expect(try await database.one("SELECT \("a") AS x").get("x", as: String.self) == "a")
        }
    }

    @Test func `a statement that fails when it is first run can be run again`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            for divisor in [0, 0, 2] {
                let value = try? await database.one("SELECT 10 / \(divisor)").get(0, as: Int.self)  // 0 cannot.
                #expect(value == (divisor == 0 ? nil : 5))
            }
        }
    }

    @Test func `a statement that was not prepared because one before it failed is not taken for prepared`() async throws
    {
        try await TestPostgres.withDatabase { test async throws in
            let database = test.database(maximumConnections: 1)
            await #expect(throws: PostgresError.self) {
                try await database.batch(["SELECT 1 / 0", "SELECT \(7) AS late"])
            }
            #expect(try await database.one("SELECT \(7) AS late").get("late", as: Int.self) == 7)
        }
    }

    @Test func `rare statements make room`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            for number in 1...400 { _ = try await database.one("SELECT 1 AS \(unescaped: "column_\(number)")") }
            #expect(try await prepared(database) <= 257)
            #expect(try await database.one("SELECT 1 AS column_1").get("column_1", as: Int.self) == 1)
        }
    }

    @Test func `a statement survives a change of its table`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            try await database.simple("CREATE TABLE notes (id bigint); INSERT INTO notes VALUES (1)")
            #expect(try await database.one("SELECT * FROM notes").columns == ["id"])
            try await test.owner.simple("ALTER TABLE notes ADD COLUMN words text DEFAULT 'new'")
            #expect(try await database.one("SELECT * FROM notes").columns == ["id", "words"])
            try await test.owner.simple("ALTER TABLE notes ALTER COLUMN id TYPE integer")
            #expect(try await database.one("SELECT * FROM notes").get("id", as: Int.self) == 1)
        }
    }

    @Test func `a transaction that meets a changed table fails once and then works`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            try await database.simple("CREATE TABLE notes (id bigint); INSERT INTO notes VALUES (1)")
            _ = try await database.one("SELECT * FROM notes")
            try await test.owner.simple("ALTER TABLE notes ADD COLUMN words text")
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { tx in _ = try await tx.one("SELECT * FROM notes") }
            }
            #expect(error?.sqlState == .featureNotSupported)
            let columns = try await database.transaction { tx in try await tx.one("SELECT * FROM notes").columns }
            #expect(columns == ["id", "words"])
        }
    }

    @Test func `statements that somebody deallocated are prepared again`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            for _ in 1...2 {
                #expect(try await database.one("SELECT \(1)").get(0, as: Int.self) == 1)
                try await database.simple("DEALLOCATE ALL")
            }
        }
    }
}
