import Foundation
import Postgres

/// The event log, from the side of a process that reads all of it, in order and at its own pace.
///
/// The order is that of transactions, and only those are read that are older than every running one: a transaction that
/// commits late, with ids and times before those of others, is not skipped. The price is that one long transaction holds all
/// readers back.
///
/// ```swift
/// let batch = try await cursor.next(limit: 100)
/// try await database.transaction { tx in
///     …
///     try await cursor.advance(to: batch.end, in: tx)
/// }
/// ```
///
/// Several processes that share one consumer's work take turns: each uses `claim` in the transaction that also holds what
/// it did, so a message is handled once, whoever does it and wherever it dies.
package struct MessageCursor: Sendable {
    private let database: Database
    private let consumer: String

    /// Messages that follow each other in the log.
    package struct Batch: Sendable {
        package let messages: [Message]
        /// Where the next batch begins.
        package let end: Position
    }

    /// A place in the log.
    package struct Position: Sendable, Hashable {
        fileprivate let transaction: XID8
        fileprivate let id: UUID
    }

    /// A cursor for one consumer, whose name it is kept under.
    package init(_ database: Database, consumer: String) {
        self.database = database
        self.consumer = consumer
    }

    /// The messages after the cursor; empty when there are none, or none that may be read yet.
    package func next(limit: Int) async throws(PostgresError) -> Batch {
        let start = try await position()
        return try Self.batch(
            try await database.query(Self.messages(after: start, limit: limit), access: .read),
            from: start
        )
    }

    /// The messages after the cursor, which is the transaction's alone until that ends; nil when it is another's.
    ///
    /// Where nothing new has come, `next(limit: 1)` finds that out without a transaction.
    package func claim(
        limit: Int,
        in transaction: borrowing Transaction
    ) async throws(PostgresError) -> Batch? {
        let found = try await transaction.batch([
            "SELECT pg_try_advisory_xact_lock(hashtextextended('messages.cursors ' || \(consumer), 0)) AS is_ours",
            // A statement of its own: it sees what the last holder committed before it let go.
            Self.position(of: consumer),
        ])
        guard let lock = found[0].first, try lock.get("is_ours", as: Bool.self) else { return nil }
        let start = try Self.position(found[1].first)
        return try Self.batch(
            try await transaction.query(Self.messages(after: start, limit: limit), access: .read),
            from: start
        )
    }

    private static func messages(after start: Position, limit: Int) -> SQL {
        """
        SELECT m.tx, m.id, \(Message.columns)
        FROM messages.messages AS m
        WHERE (m.tx, m.id) > (\(start.transaction), \(start.id)) AND m.tx < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY m.tx, m.id
        LIMIT \(limit)
        """
    }

    private static func batch(_ rows: [Row], from start: Position) throws(PostgresError) -> Batch {
        guard let last = rows.last else { return Batch(messages: [], end: start) }
        return Batch(
            messages: try rows.map { row throws(PostgresError) in try Message(id: row.get("id"), row: row) },
            end: Position(transaction: try last.get("tx"), id: try last.get("id"))
        )
    }

    /// Moves the cursor, in the transaction that holds what was done with the batch; it never moves back.
    package func advance(
        to position: Position,
        in transaction: borrowing Transaction
    ) async throws(PostgresError) {
        try await transaction.execute(
            """
            INSERT INTO messages.cursors AS c (consumer, tx, id)
            VALUES (\(consumer), \(position.transaction), \(position.id))
            ON CONFLICT (consumer) DO UPDATE SET tx = excluded.tx, id = excluded.id
            WHERE (c.tx, c.id) < (excluded.tx, excluded.id)
            """
        )
    }

    private func position() async throws(PostgresError) -> Position {
        try Self.position(try await database.first(Self.position(of: consumer), access: .read))
    }

    private static func position(of consumer: String) -> SQL {
        "SELECT tx, id FROM messages.cursors WHERE consumer = \(consumer)"
    }

    /// The beginning of the log where nothing was read yet.
    private static func position(_ row: Row?) throws(PostgresError) -> Position {
        guard let row else {
            return Position(
                transaction: XID8(rawValue: 0),
                id: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
            )
        }
        return Position(transaction: try row.get("tx"), id: try row.get("id"))
    }
}
