import Foundation
import Logging
import Messages
import Payments
import Postgres
import TestSupport
import Testing
import WebhookService

@Suite(.timeLimit(.minutes(1))) struct `The event log` {
    private func message(
        _ type: String = "charge.succeeded",
        session: String? = "cs_test_1",
        data: String = #"{"id":"ch_1"}"#,
        previous: String? = nil
    ) -> Message {
        Message(
            id: Randomness.system.uuidV7(at: Date()),
            merchant: "acct_1",
            livemode: true,
            session: session,
            sequence: 4,
            type: type,
            data: data,
            previousAttributes: previous,
            requestID: "req_1",
            idempotencyKey: "key",
            createdAt: Date(timeIntervalSince1970: 1_800_000_000)
        )
    }

    private func withLog(_ body: (Database, TestDatabase) async throws -> Void) async throws {
        try await TestPostgres.withDatabase(migrations: WebhookMigrations.all) { test in
            try await body(test.database(role: "session_api"), test)
        }
    }

    @Test func `takes messages with the caller's transaction, or not at all`() async throws {
        try await withLog { database, test in
            let messages = [message(previous: #"{"status":"open"}"#), message(session: nil)]
            try await database.transaction { try await MessageLog.append(messages, in: $0) }
            _ = try await database.batch(MessageLog.append([message()]))
            await #expect(throws: CancellationError.self) {
                try await database.transaction { tx in
                    try await MessageLog.append([message()], in: tx)
                    throw CancellationError()
                }
            }
            #expect(try await test.owner.one("SELECT count(*) FROM messages.messages").get(0) == 3)
            #expect(try await test.owner.one("SELECT count(*) FROM messages.outbox").get(0) == 3)
            let row = try await test.owner.one("SELECT * FROM messages.messages WHERE id = \(messages[0].id)")
            #expect(try row.get("data") == messages[0].data)
            #expect(try row.get("previous_attributes") == messages[0].previousAttributes)
            #expect(try row.get("created_at") == messages[0].createdAt)
            #expect(try row.get("sequence") == 4)
        }
    }

    @Test func `puts today's messages into a partition of their own`() async throws {
        try await withLog { database, test in
            _ = try await database.batch(MessageLog.append([message()]))
            #expect(try await test.owner.one("SELECT count(*) FROM ONLY messages.messages_default").get(0) == 0)
        }
    }

    @Test func `lets a session be completed once`() async throws {
        try await withLog { database, test in
            let completed = "checkout.session.completed"
            _ = try await database.batch(MessageLog.append([message(completed), message(completed, session: "cs_2")]))
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.batch(MessageLog.append([message(), message(completed)]))
            }
            #expect(error?.violates(MessageLog.oneCompletedEventPerSession) == true)
            #expect(try await test.owner.one("SELECT count(*) FROM messages.messages").get(0) == 2)
            #expect(try await test.owner.one("SELECT count(*) FROM messages.outbox").get(0) == 2)
        }
    }

    @Test(
        arguments: [
            "", "null", "[]", "\"text\"", "{", "{\"a\":}", "{} {}",
            "{\"a\":\"\(String(repeating: "x", count: 262_144))\"}",
        ]
    )
    func `refuses data that is no object, or too large`(_ data: String) async throws {
        try await withLog { database, _ in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.batch(MessageLog.append([message(data: data)]))
            }
            #expect(["22", "23"].contains(error?.sqlState?.errorClass))
        }
    }

    @Test(arguments: ["webhook_sender", "fraud_scorer", "vault"])
    func `is written by nobody else`(_ role: String) async throws {
        try await withLog { _, test in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await test.database(role: role).batch(MessageLog.append([message()]))
            }
            #expect(error?.sqlState == .insufficientPrivilege)
        }
    }

    @Test func `cannot be changed by those who write it`() async throws {
        try await withLog { database, _ in
            for statement: SQL in ["UPDATE messages.messages SET data = '{}'", "DELETE FROM messages.messages"] {
                let error = await #expect(throws: PostgresError.self) { try await database.execute(statement) }
                #expect(error?.sqlState == .insufficientPrivilege)
            }
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `The waker` {
    @Test func `tells those who listen`() async throws {
        try await TestPostgres.withDatabase(migrations: WebhookMigrations.all) { test in
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let waker = Waker(test.configuration(role: "session_api"), logger: logger)
            let listener = Listener(
                test.configuration(role: "webhook_sender"),
                channels: [Waker.channel],
                logger: logger
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await waker.run() }
                var heard = 0
                for await notification in listener.notifications() {
                    switch notification {
                    case .reconnected: waker.wake()
                    case .notified(let channel, _):
                        #expect(channel == Waker.channel)
                        heard += 1
                    }
                    if heard > 0 { break }
                }
                #expect(heard == 1)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }
}
