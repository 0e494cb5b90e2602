import Postgres
import TestSupport
import Testing

@Suite struct DatabaseTests {
    static let table = """
        CREATE TABLE cards (
            id bigint CONSTRAINT cards_pkey PRIMARY KEY,
            holder text NOT NULL,
            amount bigint CONSTRAINT amount_not_negative CHECK (amount >= 0),
            parent bigint CONSTRAINT parent_exists REFERENCES cards
        )
        """

    @Test func `input cannot change what a statement means`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            let input = "x'); DROP TABLE cards; --"
            try await test.owner.execute("INSERT INTO cards (id, holder) VALUES (\(1), \(input))")
            let row = try await test.owner.one("SELECT holder FROM cards WHERE holder = \(input)")
            #expect(try row.get("holder", as: String.self) == input)
        }
    }

    @Test func `a text with a zero byte is refused by the server and not cut off`() async throws {
        try await TestPostgres.withDatabase { test async throws in
            let error = await #expect(throws: PostgresError.self) { try await test.owner.one("SELECT \("a\0b")") }
            #expect(error?.sqlState == SQLState(rawValue: "22021"))
            await #expect(throws: PostgresError.unsupported("a zero byte in a statement")) {
                try await test.owner.one("SELECT 1 \(unescaped: "\0")")
            }
            #expect(try await test.owner.one("SELECT 1").get(0, as: Int.self) == 1)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: SQL
        let state: SQLState
        let constraint: String?
    }

    static let refusals: [Refusal] = [
        Refusal(
            testDescription: "unique",
            sql: "INSERT INTO cards (id, holder) VALUES (1, \("Secret Holder"))",
            state: .uniqueViolation,
            constraint: "cards_pkey"
        ),
        Refusal(
            testDescription: "check",
            sql: "INSERT INTO cards (id, holder, amount) VALUES (2, \("Secret Holder"), \(-424242))",
            state: .checkViolation,
            constraint: "amount_not_negative"
        ),
        Refusal(
            testDescription: "foreign key",
            sql: "INSERT INTO cards (id, holder, parent) VALUES (2, \("Secret Holder"), \(424242))",
            state: .foreignKeyViolation,
            constraint: "parent_exists"
        ),
        Refusal(
            testDescription: "not null",
            sql: "INSERT INTO cards (id, amount) VALUES (2, \(424242))",
            state: .notNullViolation,
            constraint: nil
        ),
        Refusal(
            testDescription: "bad text",
            sql: "SELECT \("Secret Holder 424242")::bigint",
            state: .invalidText,
            constraint: nil
        ),
        Refusal(testDescription: "no table", sql: "SELECT * FROM nowhere", state: .undefinedTable, constraint: nil),
        Refusal(testDescription: "syntax", sql: "SELEC 1", state: .syntaxError, constraint: nil),
    ]

    @Test(arguments: refusals)
    func `a refusal names its kind and constraint and nothing of the data`(_ refusal: Refusal) async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            try await test.owner.execute("INSERT INTO cards (id, holder) VALUES (1, 'Secret Holder')")
            let error = await #expect(throws: PostgresError.self) { try await test.owner.execute(refusal.sql) }
            let found = try #require(error)
            #expect(found.sqlState == refusal.state)
            #expect(found.constraint == refusal.constraint)
            if let constraint = refusal.constraint { #expect(found.violates(constraint)) }
            #expect(!found.violates("another_one"))
            let texts = ["\(found)", String(reflecting: found)]
            #expect(texts.allSatisfy { !$0.contains("Secret") && !$0.contains("424242") })
            #expect(try await test.owner.one("SELECT count(*) FROM cards").get(0, as: Int.self) == 1)
        }
    }

    @Test func `one wants exactly one row, first takes what there is`() async throws {
        try await TestPostgres.withDatabase { test async throws in
            await #expect(throws: PostgresError.unexpectedRowCount(0)) {
                try await test.owner.one("SELECT 1 WHERE false")
            }
            await #expect(throws: PostgresError.unexpectedRowCount(2)) {
                try await test.owner.one("SELECT generate_series(1, 2)")
            }
            #expect(try await test.owner.first("SELECT 1 WHERE false")?.columns == nil)
            #expect(try await test.owner.first("SELECT generate_series(5, 6)")?.get(0, as: Int.self) == 5)
        }
    }

    @Test func `execute tells how many rows it touched`() async throws {
        try await TestPostgres.withDatabase { test async throws in
            #expect(try await test.owner.execute("CREATE TABLE numbers (n bigint)") == 0)
            #expect(try await test.owner.execute("INSERT INTO numbers SELECT generate_series(1, \(7))") == 7)
            #expect(try await test.owner.execute("UPDATE numbers SET n = 0 WHERE n > \(4)") == 3)
            #expect(try await test.owner.execute("DELETE FROM numbers WHERE false") == 0)
        }
    }

    @Test func `a batch is one transaction: all of it or nothing`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            let results = try await test.owner.batch([
                "INSERT INTO cards (id, holder) VALUES (\(1), \("a"))",
                "INSERT INTO cards (id, holder) VALUES (\(2), \("b"))",
                "SELECT count(*) FROM cards",
            ])
            #expect(try results.last?.first?.get(0, as: Int.self) == 2)
            let error = await #expect(throws: PostgresError.self) {
                try await test.owner.batch([
                    "INSERT INTO cards (id, holder) VALUES (\(3), \("c"))",
                    "INSERT INTO cards (id, holder) VALUES (\(1), \("again"))",
                    "INSERT INTO cards (id, holder) VALUES (\(4), \("d"))",
                ])
            }
            #expect(error?.violates("cards_pkey") == true)
            #expect(try await test.owner.one("SELECT count(*) FROM cards").get(0, as: Int.self) == 2)
            #expect(try await test.owner.batch([]).isEmpty)
        }
    }

    @Test func `a script runs several statements as one transaction`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple("CREATE TABLE a (x int); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)")
            await #expect(throws: PostgresError.self) {
                try await test.owner.simple("INSERT INTO a VALUES (3); SELECT 1 / 0")
            }
            #expect(try await test.owner.one("SELECT count(*) FROM a").get(0, as: Int.self) == 2)
        }
    }

    @Test func `large values and many rows go through`() async throws {
        try await TestPostgres.withDatabase { test in
            let blob = [UInt8](repeating: 7, count: 20_000_000)
            let row = try await test.owner.one("SELECT \(blob) AS blob, length(\(blob)) AS length")
            #expect(try row.get("length", as: Int.self) == blob.count)
            #expect(try row.get("blob", as: [UInt8].self) == blob)
            #expect(try await test.owner.query("SELECT generate_series(1, 100000)").count == 100_000)
        }
    }

    @Test func `many callers on few connections all get their own answer`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 4)
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...500 {
                    group.addTask { try await database.one("SELECT \(number)").get(0) }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 125_250)
            let connections = try await test.owner.one(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test'"
            )
            #expect(try connections.get(0, as: Int.self) <= 4)
        }
    }

    @Test func `a session has the settings that the client counts on`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(
                "ALTER ROLE vault SET statement_timeout = '1s'; ALTER ROLE vault SET timezone = 'CET'"
            )
            let row = try await test.database(role: "vault").one(
                """
                SELECT current_setting('timezone') AS timezone, current_setting('client_encoding') AS encoding,
                    current_setting('statement_timeout') AS timeout, current_setting('application_name') AS name,
                    current_user AS role
                """
            )
            try await test.owner.simple("ALTER ROLE vault RESET ALL")
            let found = try ["timezone", "encoding", "timeout", "name", "role"].map { try row.get($0, as: String.self) }
            #expect(found == ["UTC", "UTF8", "0", "test", "vault"])
        }
    }

    @Test func `ping tells whether the server answers`() async throws {
        try await TestPostgres.withDatabase { test in
            #expect(await test.owner.ping())
            let nowhere = PostgresConfiguration(url: "postgresql://x@/x?host=/nonexistent", applicationName: "test")
            #expect(await test.database(nowhere).ping() == false)
        }
    }

    @Test func `after close everything is refused`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database()
            try await database.execute("SELECT 1")
            await database.close()
            await #expect(throws: PostgresError.closed) { try await database.execute("SELECT 1") }
        }
    }
}
