import Foundation
import Payments
import Postgres
import Secrets

/// The endpoints that merchants have, and the secrets that sign what they get.
package struct EndpointStore: Sendable {
    private let database: Database
    private let key: SealingKey
    private let randomness: Randomness

    /// A store that seals secrets with `key`, which the senders have, too.
    package init(_ database: Database, key: SealingKey, randomness: Randomness) {
        self.database = database
        self.key = key
        self.randomness = randomness
    }

    /// Adds an endpoint in a transaction of its own.
    ///
    /// - Returns: the endpoint and its secret, which no list and no lookup gives again.
    /// - Throws: `EndpointStoreError.limitReached`, `PostgresError`.
    package func insert(_ new: NewEndpoint, at now: Date) async throws -> (endpoint: Endpoint, secret: SecretString) {
        try await database.transaction { try await insert(new, at: now, in: $0) }
    }

    /// Adds an endpoint in the caller's transaction.
    ///
    /// - Returns: the endpoint and its secret, which no list and no lookup gives again.
    /// - Throws: `EndpointStoreError.limitReached`, `PostgresError`.
    package func insert(
        _ new: NewEndpoint,
        at now: Date,
        in transaction: borrowing Transaction
    ) async throws -> (endpoint: Endpoint, secret: SecretString) {
        let id = ID<Endpoint>.make(randomness)
        let secret = WebhookSecret.make(randomness)
        let sealed = try WebhookSecret.seal(secret, endpoint: id, version: 1, with: key)
        let metadata = String(decoding: try JSONEncoder().encode(new.metadata), as: UTF8.self)
        // Two inserts at once choose the same free slot; the later one waits, gets nothing, and looks again.
        for _ in 1...Endpoint.limit {
            let row = try await transaction.first(
                """
                INSERT INTO messages.endpoints
                    (id, merchant, livemode, slot, url, event_types, api_version, description, metadata, created_at)
                SELECT \(id.rawValue), \(new.merchant), \(new.livemode), free.slot, \(new.url.text), \(new.eventTypes),
                    \(new.apiVersion), \(new.description), \(metadata)::jsonb, \(now)
                FROM generate_series(1, \(Endpoint.limit)) AS free (slot)
                WHERE NOT EXISTS (
                    SELECT FROM messages.endpoints AS other
                    WHERE other.merchant = \(new.merchant) AND other.livemode = \(new.livemode)
                        AND other.slot = free.slot
                )
                ORDER BY free.slot
                LIMIT 1
                ON CONFLICT ON CONSTRAINT endpoints_limit DO NOTHING
                RETURNING \(Self.columns)
                """
            )
            guard let row else {
                guard try await count(new, in: transaction) < Endpoint.limit else { break }
                continue
            }
            try await transaction.execute(
                """
                INSERT INTO messages.endpoint_secrets (endpoint, version, sealed, created_at)
                VALUES (\(id.rawValue), 1, \(sealed), \(now))
                """
            )
            return (try Endpoint(row), secret)
        }
        throw EndpointStoreError.limitReached
    }

    /// An endpoint of this merchant and mode.
    package func find(
        _ id: ID<Endpoint>,
        merchant: String,
        livemode: Bool
    ) async throws(PostgresError) -> Endpoint? {
        try await database.first(
            """
            SELECT \(Self.columns)
            FROM messages.endpoints
            WHERE id = \(id.rawValue) AND merchant = \(merchant) AND livemode = \(livemode)
            """,
            access: .read
        ).map { row throws(PostgresError) in try Endpoint(row) }
    }

    /// A page of a merchant's endpoints in one mode, newest first.
    ///
    /// - Throws: `EndpointStoreError.unknownCursor` when a cursor is no endpoint of theirs, `PostgresError`.
    package func list(
        merchant: String,
        livemode: Bool,
        limit: Int,
        startingAfter: ID<Endpoint>? = nil,
        endingBefore: ID<Endpoint>? = nil
    ) async throws -> (endpoints: [Endpoint], hasMore: Bool) {
        // Never more than 16 rows, so paging them here is simpler than a statement for each direction.
        let all = try await database.query(
            """
            SELECT \(Self.columns)
            FROM messages.endpoints
            WHERE merchant = \(merchant) AND livemode = \(livemode)
            ORDER BY number DESC
            """,
            access: .read
        ).map(Endpoint.init)
        var page = all[...]
        if let startingAfter {
            page = page[(try Self.place(of: startingAfter, in: all) + 1)...]
        }
        if let endingBefore {
            page = page.prefix(upTo: max(page.startIndex, try Self.place(of: endingBefore, in: all)))
            return (Array(page.suffix(limit)), page.count > limit)
        }
        return (Array(page.prefix(limit)), page.count > limit)
    }

    /// Removes an endpoint; what is under way to it is given up at its next attempt.
    ///
    /// - Returns: whether there was such an endpoint.
    package func delete(
        _ id: ID<Endpoint>,
        merchant: String,
        livemode: Bool
    ) async throws(PostgresError) -> Bool {
        try await database.execute(
            """
            DELETE FROM messages.endpoints
            WHERE id = \(id.rawValue) AND merchant = \(merchant) AND livemode = \(livemode)
            """
        ) > 0
    }

    /// The newest secret of an endpoint, for the repeated answer to the request that made it.
    ///
    /// - Throws: `SealingKey.Failure.unreadable`, `PostgresError`.
    package func secret(of id: ID<Endpoint>) async throws -> SecretString? {
        let row = try await database.first(
            """
            SELECT version, sealed
            FROM messages.endpoint_secrets
            WHERE endpoint = \(id.rawValue)
            ORDER BY version DESC
            LIMIT 1
            """,
            access: .read
        )
        guard let row else { return nil }
        return try WebhookSecret.open(row.get("sealed"), endpoint: id, version: row.get("version"), with: key)
    }
}

/// Why a store of endpoints did not do what it was asked for.
package enum EndpointStoreError: Error, Sendable, Hashable {
    /// The merchant has as many endpoints in this mode as they may have (`Endpoint.limit`).
    case limitReached
    /// A page was asked for that begins or ends at an endpoint which is not there.
    case unknownCursor(ID<Endpoint>)
}

extension EndpointStore {
    private static let columns: SQL =
        "id, merchant, livemode, url, event_types, api_version, status, description, metadata, created_at"

    private func count(_ new: NewEndpoint, in transaction: borrowing Transaction) async throws(PostgresError) -> Int {
        try await transaction.one(
            """
            SELECT count(*)
            FROM messages.endpoints
            WHERE merchant = \(new.merchant) AND livemode = \(new.livemode)
            """
        ).get(0)
    }

    private static func place(of id: ID<Endpoint>, in all: [Endpoint]) throws(EndpointStoreError) -> Int {
        guard let place = all.firstIndex(where: { $0.id == id }) else { throw .unknownCursor(id) }
        return place
    }
}

extension Endpoint {
    fileprivate init(_ row: Row) throws(PostgresError) {
        let metadata: String = try row.get("metadata")
        // The decoder's own error would quote the merchant's text.
        guard let read = try? JSONDecoder().decode([String: String].self, from: Data(metadata.utf8)) else {
            throw .decoding(column: "metadata", expected: "an object of strings")
        }
        self.init(
            id: ID(unchecked: try row.get("id")),
            merchant: try row.get("merchant"),
            livemode: try row.get("livemode"),
            url: try row.get("url"),
            eventTypes: try row.get("event_types"),
            apiVersion: try row.get("api_version"),
            status: try row.get("status"),
            description: try row.get("description"),
            metadata: read,
            createdAt: try row.get("created_at")
        )
    }
}
