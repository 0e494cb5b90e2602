import Foundation
import Messages
import Payments
import Postgres
import TestSupport
import Testing
import WebhookService

@Suite(.timeLimit(.minutes(1))) struct `A cursor over the event log` {
    private func message(_ name: String) -> Message {
        Message(
            id: Randomness.system.uuidV7(at: Date()),
            merchant: "acct_1",
            livemode: false,
            session: nil,
            sequence: 0,
            type: name,
            data: "{}",
            createdAt: Date(timeIntervalSince1970: 1_800_000_000)
        )
    }

    private func withLog(_ body: (Database, Database) async throws -> Void) async throws {
        try await TestPostgres.withDatabase(migrations: WebhookMigrations.all) { test in
            try await body(test.database(role: "session_api"), test.database(role: "fraud_scorer"))
        }
    }

    /// Reads a batch and moves on.
    private func read(_ reader: Database, as consumer: String = "fraud", limit: Int = 100) async throws -> [String] {
        let cursor = MessageCursor(reader, consumer: consumer)
        let batch = try await cursor.next(limit: limit)
        try await reader.transaction { try await cursor.advance(to: batch.end, in: $0) }
        return batch.messages.map(\.type)
    }

    /// Reads until so many have come: transactions of other tests, in other databases of the server, hold a reader back.
    private func read(
        _ count: Int,
        from reader: Database,
        as consumer: String = "fraud",
        limit: Int = 100
    ) async throws -> [String] {
        var names: [String] = []
        while names.count < count { names += try await read(reader, as: consumer, limit: limit) }
        return names
    }

    @Test func `reads everything once, in order, each consumer for itself`() async throws {
        try await withLog { writer, reader in
            for name in ["a", "b", "c"] { _ = try await writer.batch(MessageLog.append([message(name)])) }
            #expect(try await read(3, from: reader, limit: 2) == ["a", "b", "c"])
            #expect(try await read(reader) == [])
            #expect(try await read(3, from: reader, as: "other") == ["a", "b", "c"])
        }
    }

    @Test func `does not skip what commits late`() async throws {
        try await withLog { writer, reader in
            try await writer.transaction { tx in
                try await MessageLog.append([message("late")], in: tx)
                _ = try await writer.batch(MessageLog.append([message("early")]))
                // Committed, but behind a transaction that still runs.
                #expect(try await read(reader) == [])
            }
            #expect(try await read(2, from: reader) == ["late", "early"])
        }
    }

    @Test func `does not move back`() async throws {
        try await withLog { writer, reader in
            _ = try await writer.batch(MessageLog.append([message("a")]))
            let cursor = MessageCursor(reader, consumer: "fraud")
            _ = try await writer.batch(MessageLog.append([message("b")]))
            var both = try await cursor.next(limit: 2)
            while both.messages.count < 2 { both = try await cursor.next(limit: 2) }
            let first = try await cursor.next(limit: 1)
            try await reader.transaction { try await cursor.advance(to: both.end, in: $0) }
            try await reader.transaction { try await cursor.advance(to: first.end, in: $0) }
            #expect(try await cursor.next(limit: 10).messages.isEmpty)
        }
    }
}
