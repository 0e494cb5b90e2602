import Postgres
import TestSupport
import Testing

@Suite struct TransactionTests {
    private struct Refused: Error {}

    private static let table = "CREATE TABLE notes (id bigint CONSTRAINT notes_pkey PRIMARY KEY, words text)"

    private func count(_ test: TestDatabase) async throws -> Int {
        try await test.owner.one("SELECT count(*) FROM notes").get(0)
    }

    @Test func `what the body did is committed when it returns`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            let seen = try await test.owner.transaction { tx in
                try await tx.execute("INSERT INTO notes VALUES (\(1), \("one"))")
                _ = try await tx.batch(["INSERT INTO notes VALUES (\(2), \("two"))", "SELECT 1"])
                try await tx.simple("INSERT INTO notes VALUES (3, 'three'); INSERT INTO notes VALUES (4, 'four')")
                return try await tx.one("SELECT count(*) FROM notes").get(0, as: Int.self)
            }
            #expect(seen == 4)
            #expect(try await count(test) == 4)
        }
    }

    @Test func `others see nothing before the commit`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            let meanwhile = try await test.owner.transaction { tx in
                try await tx.execute("INSERT INTO notes VALUES (1, 'one')")
                return try await count(test)
            }
            #expect(meanwhile == 0)
        }
    }

    @Test func `a body that throws is rolled back, and its error arrives`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            await #expect(throws: Refused.self) {
                try await test.owner.transaction { tx in
                    try await tx.execute("INSERT INTO notes VALUES (1, 'one')")
                    throw Refused()
                }
            }
            #expect(try await count(test) == 0)
        }
    }

    @Test func `a connection comes back from a failed transaction without it`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            try await database.simple(Self.table)
            let pid = try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self)
            await #expect(throws: PostgresError.self) {
                try await database.transaction { tx in
                    try await tx.execute("INSERT INTO notes VALUES (1, 'one')")
                    try await tx.execute("INSERT INTO notes VALUES (1, 'again')")
                }
            }
            #expect(try await database.one("SELECT count(*) FROM notes").get(0, as: Int.self) == 0)
            #expect(try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self) == pid)
        }
    }

    @Test func `a body that overlooks a failed statement does not commit`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            await #expect(throws: PostgresError.transactionAborted) {
                try await test.owner.transaction { tx in
                    try await tx.execute("INSERT INTO notes VALUES (1, 'one')")
                    _ = try? await tx.execute("SELECT 1 / 0")  // Overlooked on purpose.
                }
            }
            #expect(try await count(test) == 0)
        }
    }

    @Test func `a constraint that is checked at COMMIT refuses there`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(
                "CREATE TABLE notes (id bigint CONSTRAINT late UNIQUE DEFERRABLE INITIALLY DEFERRED)"
            )
            let error = await #expect(throws: PostgresError.self) {
                try await test.owner.transaction { tx in
                    try await tx.execute("INSERT INTO notes VALUES (1), (1)")
                }
            }
            #expect(error?.violates("late") == true)
            #expect(try await count(test) == 0)
        }
    }

    @Test func `of two serializable transactions that read each other one is told to run again`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            let error = await #expect(throws: PostgresError.self) {
                try await test.owner.transaction(isolation: .serializable) { first in
                    _ = try await first.one("SELECT count(*) FROM notes")
                    try await test.owner.transaction(isolation: .serializable) { second in
                        _ = try await second.one("SELECT count(*) FROM notes")
                        try await second.execute("INSERT INTO notes VALUES (2, 'second')")
                    }
                    try await first.execute("INSERT INTO notes VALUES (1, 'first')")
                }
            }
            #expect(error?.sqlState == .serializationFailure)
            #expect(try await count(test) == 1)
        }
    }

    @Test func `a canceled task rolls back`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            let owner = test.owner
            let task = Task {
                try await owner.transaction { tx in
                    try await tx.execute("INSERT INTO notes VALUES (1, 'one')")
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await count(test) == 0)
            #expect(
                try await test.owner.one(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
                )
                .get(0, as: Int.self) == 0
            )
        }
    }

    @Test func `an empty transaction asks nothing of the server`() async throws {
        try await TestPostgres.withDatabase { test in
            let answer = try await test.owner.transaction { _ in 42 }
            #expect(answer == 42)
        }
    }

    @Test func `a backend terminated in the middle leaves nothing and is replaced`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.table)
            let database = test.database(maximumConnections: 1)
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { tx in
                    try await tx.execute("INSERT INTO notes VALUES (1, 'one')")
                    let pid = try await tx.one("SELECT pg_backend_pid()").get(0, as: Int32.self)
                    _ = try await test.owner.one("SELECT pg_terminate_backend(\(pid), 10000)")
                    try await tx.execute("INSERT INTO notes VALUES (2, 'two')")
                }
            }
            guard case .connectionFailed = error else {
                Issue.record("\(String(describing: error)) is not a lost connection")
                return
            }
            #expect(try await database.one("SELECT count(*) FROM notes").get(0, as: Int.self) == 0)
        }
    }

    /// A trigger that holds COMMIT up, so that it can be interrupted there.
    private static let slowCommit = """
        CREATE TABLE notes (id bigint);
        CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(30); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION dawdle();
        """

    @Test(.timeLimit(.minutes(1)))
    func `a connection lost in COMMIT leaves the outcome unknown`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.slowCommit)
            let database = test.database(maximumConnections: 1)
            let outcome = Task {
                try await database.transaction { tx in
                    _ = try await tx.execute("INSERT INTO notes VALUES (1)")
                }
            }
            var killed = 0
            while killed == 0 {
                killed = try await test.owner.execute(
                    """
                    SELECT pg_terminate_backend(pid)
                    FROM pg_stat_activity
                    WHERE datname = current_database() AND query = 'COMMIT' AND wait_event = 'PgSleep'
                    """
                )
            }
            await #expect(throws: PostgresError.unknownOutcome) { try await outcome.value }
        }
    }

    @Test func `a COMMIT past its deadline leaves the outcome unknown and the connection is replaced`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple(Self.slowCommit)
            var configuration = test.configuration(maximumConnections: 1)
            configuration.statementTimeout = .milliseconds(200)
            let database = test.database(configuration)
            let pid = try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self)
            await #expect(throws: PostgresError.unknownOutcome) {
                try await database.transaction { tx in
                    try await tx.execute("INSERT INTO notes VALUES (1)")
                }
            }
            #expect(try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self) != pid)
        }
    }
}
