import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct DeadlineTests {
    @Test func `a read past its deadline is canceled on the server and its connection goes on`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            let pid = try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self)
            for _ in 1...3 {
                await #expect(throws: PostgresError.deadlineExceeded) {
                    try await database.query("SELECT pg_sleep(30)", access: .read, timeout: .milliseconds(100))
                }
                // At once: a cancel that came late would hit this one.
                #expect(try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self) == pid)
            }
        }
    }

    @Test func `a write past its deadline has an unknown outcome, and may have happened`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            try await database.simple("CREATE TABLE notes (id bigint)")
            let pid = try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self)
            await #expect(throws: PostgresError.unknownOutcome) {
                try await database.execute(
                    "INSERT INTO notes SELECT 1 FROM pg_sleep(0.3)",
                    timeout: .milliseconds(50)
                )
            }
            #expect(try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self) != pid)
            while try await database.one("SELECT count(*) FROM notes").get(0, as: Int.self) == 0 {}
        }
    }

    @Test func `a statement past its deadline inside a transaction is not unknown, for nothing lasts`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            try await database.simple("CREATE TABLE notes (id bigint)")
            await #expect(throws: PostgresError.deadlineExceeded) {
                try await database.transaction { tx in
                    try await tx.execute("INSERT INTO notes VALUES (1)")
                    try await tx.execute("INSERT INTO notes SELECT 1 FROM pg_sleep(0.3)", timeout: .milliseconds(50))
                }
            }
            #expect(try await database.one("SELECT count(*) FROM notes").get(0, as: Int.self) == 0)
        }
    }

    @Test func `a backend terminated under a write leaves the outcome unknown, under a read it does not`() async throws
    {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            let write = Task { try await database.execute("SELECT pg_sleep(60)", timeout: .seconds(60)) }
            try await terminateSleeper(test)
            await #expect(throws: PostgresError.unknownOutcome) { try await write.value }

            let read = Task { try await database.query("SELECT pg_sleep(60)", access: .read, timeout: .seconds(60)) }
            try await terminateSleeper(test)
            let error = await #expect(throws: PostgresError.self) { try await read.value }
            guard case .connectionFailed = error else {
                Issue.record("\(String(describing: error)) is not a lost connection")
                return
            }
        }
    }

    @Test func `a task canceled while its write is under way still waits for it`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 1)
            try await database.simple("CREATE TABLE notes (id bigint)")
            let write = try await test.owner.transaction { lock in
                // The write waits for this lock, so it is under way until the lock is let go of.
                _ = try await lock.one("SELECT pg_advisory_xact_lock(1)")
                let write = Task {
                    try await database.execute(
                        "INSERT INTO notes SELECT 1 FROM pg_advisory_xact_lock(1)",
                        timeout: .seconds(60)
                    )
                }
                while try await waiters(test) == 0 {}
                write.cancel()
                return write
            }
            #expect(try await write.value == 1)
        }
    }

    @Test func `a commit that its standby did not confirm is unknown although the server reports success`() async throws
    {
        let settings = ["wal_level": "replica", "max_wal_senders": "2"]
        try await TestPostgres.withServer(settings: settings) { test in
            let database = test.database(maximumConnections: 1)
            try await database.simple("CREATE TABLE notes (id bigint)")
            try await test.owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            try await test.owner.execute("SELECT pg_reload_conf()")
            while try await database.one("SHOW synchronous_standby_names").get(0, as: String.self) != "nobody" {}
            let write = Task { try await database.execute("INSERT INTO notes VALUES (1)") }
            while try await test.owner.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            ) == 0 {}
            await #expect(throws: PostgresError.unknownOutcome) { try await write.value }
            try await test.owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
            try await test.owner.execute("SELECT pg_reload_conf()")
        }
    }

    private func waiters(_ test: TestDatabase) async throws -> Int {
        try await test.owner.one(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'"
        ).get(0)
    }

    private func terminateSleeper(_ test: TestDatabase) async throws {
        while try await test.owner.execute(
            """
            SELECT pg_terminate_backend(pid)
            FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'PgSleep'
            """
        ) == 0 {}
    }
}
