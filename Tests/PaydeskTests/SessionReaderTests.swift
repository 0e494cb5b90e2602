import Foundation
import Postgres
import TestSupport
import Testing

@testable import paydesk

@Suite struct SessionReaderTests {
    private func withRows(_ body: (SessionReader) async throws -> Void) async throws {
        try await TestPostgres.withDatabase(migrations: Schemas.migrations) { database in
            try await database.owner.simple(Self.rows)
            try await body(SessionReader(database: database.owner))
        }
    }

    @Test func `a session is found by as much of its id as is clear`() async throws {
        try await withRows { reader in
            for text in ["cs_test_AAAA1", "cs_test_AAAA1111"] {
                let found = try await reader.find(text)
                #expect(found == "cs_test_AAAA1111")
            }
            for text in ["cs_test_AAAA", "cs_test_BBBB", "cs_live_AAAA", "pi_AAAA", "cs_test_A%__"] {
                await #expect(throws: Problem.self) { _ = try await reader.find(text) }
            }
        }
    }

    @Test func `the rows of all services come together`() async throws {
        try await withRows { reader in
            let records = try await reader.records(of: "cs_test_AAAA1111")
            #expect(records.attempts.map(\.state) == ["unknown"])
            #expect(records.steps.map(\.event) == ["scored", "cleared", "silence"])
            #expect(records.verdicts.first?.reasons.map(\.message) == ["The card is prepaid."])
            // The question of recovery names no session, only the attempt's key.
            #expect(records.relays.map(\.operation) == ["authorize", "inquire"])
            #expect(records.events.map(\.type) == ["payment_intent.created", "payment_intent.processing"])
            #expect(records.deliveries.map(\.status) == [500])
            // One is due later, one is not fanned out yet.
            #expect(records.waiting.map(\.attempts).sorted() == [0, 1])
            #expect(records.charges.isEmpty)
        }
    }

    @Test func `nothing of the customer is in the story`() async throws {
        try await withRows { reader in
            let records = try await reader.records(of: "cs_test_AAAA1111")
            let story = Storyteller(records: records, now: Date()).story()
            let text = StoryText.text(story) + String(decoding: try JSONEncoder().encode(story), as: UTF8.self)
            for secret in ["jenny", "Rosen", "fp42", "card_tok", "secret"] { #expect(!text.contains(secret)) }
            #expect(story.conclusion.state == .unclear)
        }
    }

    @Test func `sessions are listed newest first, by what became of them`() async throws {
        try await withRows { reader in
            let list = SessionList(database: reader.database)
            let all = try await list.entries(SessionFilter(limit: 10))
            #expect(all.map(\.id) == ["cs_test_AAAA2222", "cs_test_AAAA1111"])
            #expect(all.map(\.lastTry) == [nil, "unknown"])
            let unclear = try await list.entries(SessionFilter(status: .unclear, limit: 10))
            #expect(unclear.map(\.id) == ["cs_test_AAAA1111"])
            #expect(try await list.entries(SessionFilter(status: .paid, limit: 10)).isEmpty)
            #expect(try await list.entries(SessionFilter(since: Date(), limit: 10)).isEmpty)
            #expect(try await list.entries(SessionFilter(limit: 1)).map(\.id) == ["cs_test_AAAA2222"])
        }
    }

    @Test func `a payment of unknown outcome is what doctor finds`() async throws {
        try await withRows { reader in
            let finding = try await TrafficChecks(database: reader.database).payments()
            #expect(finding.level == .fail && finding.found.contains("1 payment has no final answer from sandbox"))
            let endpoints = try await TrafficChecks(database: reader.database).endpoints()
            #expect(endpoints.found == "https://shop.example/hooks took none of 1 deliveries in the last hour.")
        }
    }

    private static let rows = """
        INSERT INTO checkout.merchants (id, created_at, name) VALUES ('acct_1', clock_timestamp(), 'Shop');
        INSERT INTO checkout.sessions (
            id, amount_total, created_at, expires_at, livemode, currency, merchant, success_url, line_items, api_version
        )
        SELECT i.id, 1998, clock_timestamp() - i.ago, clock_timestamp() + interval '10 minutes', false, 'eur', 'acct_1',
            'https://shop.example', '[]', '2025-01-01'
        FROM (VALUES ('cs_test_AAAA1111', interval '20 minutes'), ('cs_test_AAAA2222', interval '15 minutes')) AS i (id, ago);
        INSERT INTO checkout.payment_attempts (
            id, session, intent, merchant, livemode, number, amount, currency, acquirer, created_at, state, event, steps,
            token, fingerprint, brand, last4, exp_month, exp_year, funding, email, name, risk_decision, risk_score
        )
        VALUES (
            'pa_1', 'cs_test_AAAA1111', 'pi_1', 'acct_1', false, 1, 1998, 'eur', 'sandbox',
            clock_timestamp() - interval '15 minutes', 'unknown', 'silence', 3,
            'card_tok', 'fp42', 'visa', '4242', 12, 2034, 'prepaid', 'jenny@example.com', 'Jenny Rosen', 'allow', 8
        );
        INSERT INTO checkout.attempt_steps (attempt, position, before, event, after, note, at)
        VALUES
            ('pa_1', 1, 'created', 'scored', 'scored', NULL, clock_timestamp() - interval '15 minutes'),
            ('pa_1', 2, 'scored', 'cleared', 'sending', NULL, clock_timestamp() - interval '15 minutes'),
            ('pa_1', 3, 'sending', 'silence', 'unknown', 'no answer', clock_timestamp() - interval '14 minutes');
        INSERT INTO fraud.verdicts VALUES (
            'pa_1', 'cs_test_AAAA1111', 'acct_1', false, clock_timestamp() - interval '15 minutes', 8, 'allow', 8, 'allow',
            '[{"code":"prepaid_card","points":8,"message":"The card is prepaid."}]'
        );
        INSERT INTO vault.relays (
            id, caller, request_id, session, attempt, token, acquirer, operation, idempotency_key, takes_code, started_at
        )
        SELECT messages.uuid_floor(at), 'session-api', 'req_1', session, attempt, token, 'sandbox', operation,
            'cs_test_AAAA1111-1', token IS NOT NULL, at
        FROM (
            VALUES
                (clock_timestamp() - interval '15 minutes', 'cs_test_AAAA1111', 'pa_1', 'card_tok', 'authorize'),
                (clock_timestamp() - interval '13 minutes', NULL, NULL, NULL, 'inquire')
        ) AS r (at, session, attempt, token, operation);
        INSERT INTO messages.endpoints (id, merchant, livemode, slot, url, created_at)
        VALUES ('we_1', 'acct_1', false, 1, 'https://shop.example/hooks?key=secret', clock_timestamp());
        INSERT INTO messages.messages (id, merchant, livemode, session, sequence, type, data, created_at)
        VALUES
            ('01900000-0000-7000-8000-000000000001', 'acct_1', false, 'cs_test_AAAA1111', 1, 'payment_intent.created',
                '{}', clock_timestamp()),
            ('01900000-0000-7000-8000-000000000002', 'acct_1', false, 'cs_test_AAAA1111', 2, 'payment_intent.processing',
                '{}', clock_timestamp());
        INSERT INTO messages.attempts (
            started_at, endpoint, message, attempt, delivered, http_status, duration_ms, next_at
        )
        VALUES (
            clock_timestamp(), 'we_1', '01900000-0000-7000-8000-000000000001', 1, false, 500, 4,
            clock_timestamp() + interval '5 seconds'
        );
        INSERT INTO messages.scheduled (endpoint, message, attempt, api_version, pending_webhooks, due_at)
        VALUES ('we_1', '01900000-0000-7000-8000-000000000001', 1, '2025-01-01', 1, clock_timestamp() + interval '5 seconds');
        INSERT INTO messages.outbox (message) VALUES ('01900000-0000-7000-8000-000000000002');
        """
}
