import Postgres
import TestSupport
import Testing

@Suite struct DatabaseTests {
    @Test func `a statement runs and gives typed rows`() async throws {
        try await TestPostgres.withDatabase { test in
            let row = try await test.owner.one("SELECT \(42) AS number, \("text") AS words")
            #expect(try row.get("number", as: Int.self) == 42)
            #expect(try row.get("words", as: String.self) == "text")
        }
    }

    @Test func `a transaction commits what its body did`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple("CREATE TABLE notes (id bigint PRIMARY KEY, words text)")
            try await test.owner.transaction { tx in
                try await tx.execute("INSERT INTO notes VALUES (\(1), \("one"))")
                try await tx.execute("INSERT INTO notes VALUES (\(2), \("two"))")
            }
            #expect(try await test.owner.query("SELECT * FROM notes").count == 2)
        }
    }
}
