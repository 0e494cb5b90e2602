import CoreMetrics
import Postgres
import ServiceLifecycle
import Telemetry
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct MetricsTests {
    @Test func `statements are counted, and errors by the class of their kind`() async throws {
        let registry = MetricsRegistry()
        try await withMetricsFactory(registry) {
            try await TestPostgres.withDatabase { test in
                let database = test.database(maximumConnections: 2)
                for _ in 1...3 { try await database.execute("SELECT 1") }
                _ = try? await database.execute("SELECT 1 / 0")  // Counted, which is what this is about.
                _ = try? await database.execute("SELECT * FROM nowhere")  // The same.
            }
        }
        let lines = Set(registry.prometheusText().split(separator: "\n").map(String.init))
        #expect(lines.contains(#"paydesk_postgres_errors_total{class="22"} 1"#))
        #expect(lines.contains(#"paydesk_postgres_errors_total{class="42"} 1"#))
        #expect(lines.contains { $0.hasPrefix("paydesk_postgres_queries_total ") && !$0.hasSuffix(" 0") })
        #expect(lines.contains { $0.hasPrefix("paydesk_postgres_connections_opened_total ") && !$0.hasSuffix(" 0") })
    }

    @Test func `while it runs, the pool shows how many connections are open`() async throws {
        let registry = MetricsRegistry()
        try await withMetricsFactory(registry) {
            try await TestPostgres.withDatabase { test in
                var configuration = test.configuration()
                configuration.minimumConnections = 2
                let database = test.database(configuration)
                let group = ServiceGroup(services: [database], logger: database.logger)
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await group.run() }
                    while !registry.prometheusText().contains(#"paydesk_postgres_connections{state="open"} 2"#) {
                        _ = try await test.owner.one("SELECT 1")
                    }
                    await group.triggerGracefulShutdown()
                    try await tasks.waitForAll()
                }
            }
        }
        #expect(registry.prometheusText().contains("paydesk_postgres_waiters 0"))
    }
}
