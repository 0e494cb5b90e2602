import Postgres
import TestSupport
import Testing

@testable import WebhookService

@Suite struct WaitingTests {
    @Test func `an operator sees what stands in the queue`() async throws {
        try await HookDatabase.with { hooks in
            let empty = try await Waiting.now(in: hooks.database)
            #expect(empty.outbox == 0 && empty.ready == 0 && empty.scheduled == 0 && empty.overdue == 0)
            try await hooks.addEndpoint()
            try await hooks.append(3)
            #expect(try await Waiting.now(in: hooks.database).outbox == 3)
            try await hooks.test.owner.execute(
                """
                INSERT INTO messages.ready (endpoint, message, attempt, api_version, pending_webhooks, visible_at)
                SELECT 'we_1', message, 0, 'v', 1, clock_timestamp() - interval '1 minute' FROM messages.outbox
                """
            )
            let waiting = try await Waiting.now(in: hooks.database)
            #expect(waiting.ready == 3)
            #expect((60.0..<90).contains(waiting.overdue))
        }
    }
}
