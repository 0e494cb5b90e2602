import Logging
import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
    private func listener(_ test: TestDatabase, _ channels: String...) -> Listener {
        var configuration = test.configuration()
        configuration.applicationName = "listener"
        return Listener(configuration, channels: channels, logger: test.owner.logger)
    }

    @Test func `what is notified arrives with its channel and payload`() async throws {
        try await TestPostgres.withDatabase { test async throws in
            var heard = listener(test, "events", "Odd \"name\"").notifications().makeAsyncIterator()
            #expect(try await heard.next() == .reconnected)
            try await test.owner.execute("SELECT pg_notify('events', \("first"))")
            #expect(try await heard.next() == .notified(channel: "events", payload: "first"))
            try await test.owner.execute("SELECT pg_notify('elsewhere', 'x'), pg_notify(\("Odd \"name\""), '')")
            #expect(try await heard.next() == .notified(channel: "Odd \"name\"", payload: ""))
        }
    }

    @Test func `a listener whose connection is lost says so when it listens again`() async throws {
        try await TestPostgres.withDatabase { test async throws in
            var heard = listener(test, "events").notifications().makeAsyncIterator()
            for round in 1...3 {
                #expect(try await heard.next() == .reconnected)
                try await test.owner.execute("SELECT pg_notify('events', \("\(round)"))")
                #expect(try await heard.next() == .notified(channel: "events", payload: "\(round)"))
                try await test.killConnections()
            }
        }
    }

    @Test func `a listener outlives its server`() async throws {
        try await TestPostgres.withServer { test async throws in
            var heard = listener(test, "events").notifications().makeAsyncIterator()
            #expect(try await heard.next() == .reconnected)
            try test.cluster.stop(immediately: true)
            try test.cluster.start()
            #expect(try await heard.next() == .reconnected)
        }
    }

    @Test func `the connection is closed when nobody listens any more`() async throws {
        try await TestPostgres.withDatabase { test in
            let notifications = listener(test, "events").notifications()
            let reader = Task { for await _ in notifications {} }
            while try await connections(test) == 0 {}
            reader.cancel()
            await reader.value
            while try await connections(test) > 0 {}
        }
    }

    private func connections(_ test: TestDatabase) async throws -> Int {
        try await test.owner.one(
            """
            SELECT count(*)
            FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'listener'
            """
        ).get(0)
    }
}
