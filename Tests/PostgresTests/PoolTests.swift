import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@Suite struct PoolTests {
    private func small(_ test: TestDatabase, waiters: Int, acquire: Duration = .seconds(30)) -> Database {
        var configuration = test.configuration(maximumConnections: 1)
        configuration.maximumWaiters = waiters
        configuration.acquireTimeout = acquire
        return test.database(configuration)
    }

    @Test func `as many callers wait as may, the next one is refused at once`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = small(test, waiters: 1)
            let refused = try await withThrowingTaskGroup(of: PostgresError?.self) { group in
                let refused = try await database.transaction { tx in
                    _ = try await tx.one("SELECT 1")
                    for _ in 1...3 {
                        group.addTask {
                            do throws(PostgresError) {
                                try await database.execute("SELECT 1")
                                return nil
                            } catch {
                                return error
                            }
                        }
                    }
                    // The third of them waits until this transaction ends, so these are the other two.
                    return [try await group.next(), try await group.next()]
                }
                #expect(try await group.next() == .some(nil))
                return refused
            }
            #expect(refused == [.some(.poolExhausted), .some(.poolExhausted)])
        }
    }

    @Test func `waiting for a connection has an end`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = small(test, waiters: 10, acquire: .milliseconds(50))
            try await database.transaction { tx in
                _ = try await tx.one("SELECT 1")
                await withTaskGroup { group in
                    for _ in 1...5 {
                        group.addTask {
                            await #expect(throws: PostgresError.poolExhausted) {
                                try await database.execute("SELECT 1")
                            }
                        }
                    }
                }
            }
            try await database.execute("SELECT 1")
        }
    }

    @Test func `a canceled waiter leaves the line`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = small(test, waiters: 1)
            try await database.transaction { tx in
                _ = try await tx.one("SELECT 1")
                for _ in 1...10 {
                    let waiting = Task { _ = try await database.execute("SELECT 1") }
                    waiting.cancel()
                    await #expect(throws: PostgresError.cancelled) { try await waiting.value }
                }
            }
            try await database.execute("SELECT 1")
        }
    }

    @Test func `waiters are served in their order`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = small(test, waiters: 100)
            try await database.execute("CREATE TABLE seen (place bigserial, number bigint)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await database.transaction { tx in
                    _ = try await tx.one("SELECT 1")
                    // One after the other: each is in the line before the next is asked to join it.
                    for number in 1...20 {
                        group.addImmediateTask {
                            try await database.execute("INSERT INTO seen (number) VALUES (\(number))")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let order = try await database.query("SELECT number FROM seen ORDER BY place").map {
                try $0.get(0, as: Int.self)
            }
            #expect(order == Array(1...20))
        }
    }

    @Test func `the connection used last is used next`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database()
            let pids = try await database.transaction { first in
                let outer = try await first.one("SELECT pg_backend_pid()").get(0, as: Int.self)
                let inner = try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self)
                return (outer, inner)
            }
            #expect(pids.0 != pids.1)
            for _ in 1...5 {
                #expect(try await database.one("SELECT pg_backend_pid()").get(0, as: Int.self) == pids.0)
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `run keeps the minimum open and closes all of them at shutdown`() async throws {
        try await TestPostgres.withDatabase { test in
            var configuration = test.configuration()
            configuration.minimumConnections = 3
            configuration.applicationName = "kept"
            let database = test.database(configuration)
            let group = ServiceGroup(services: [database], logger: database.logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                while try await connections(named: "kept", test) < 3 {}
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            while try await connections(named: "kept", test) > 0 {}
            await #expect(throws: PostgresError.closed) { try await database.execute("SELECT 1") }
        }
    }

    private func connections(named name: String, _ test: TestDatabase) async throws -> Int {
        try await test.owner.one("SELECT count(*) FROM pg_stat_activity WHERE application_name = \(name)").get(0)
    }
}
