import Foundation
import Payments
import Postgres
import Secrets

/// API keys in the table, which holds no key: only hashes, and what people recognize a key by.
package struct APIKeyStore: Sendable {
    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// What a key is looked up by.
    package static func hash(of key: APIKey) -> [UInt8] {
        key.withValue { SHA256Digest.of(Array($0.utf8)) }
    }

    /// Makes a key for a merchant.
    ///
    /// - Returns: the key, which nobody can show again, and its record.
    /// - Throws: `PostgresError` with the foreign key's violation when there is no such merchant.
    package func create(
        for merchant: ID<Merchant>,
        livemode: Bool,
        at now: Date,
        _ randomness: Randomness
    ) async throws -> (key: APIKey, record: APIKeyRecord) {
        let key = APIKey.make(livemode: livemode, randomness)
        let record = APIKeyRecord(
            id: .make(randomness),
            merchant: merchant,
            livemode: livemode,
            prefix: key.prefix,
            last4: key.last4,
            created: now
        )
        try await database.execute(
            """
            INSERT INTO checkout.api_keys (id, hash, merchant, livemode, prefix, last4, created_at)
            VALUES (\(record.id.rawValue), \(Self.hash(of: key)), \(merchant.rawValue), \(livemode), \(record.prefix),
                \(record.last4), \(now))
            """
        )
        return (key, record)
    }

    /// A merchant's keys, oldest first, the revoked ones too.
    package func keys(of merchant: ID<Merchant>) async throws -> [APIKeyRecord] {
        let rows = try await database.query(
            """
            SELECT id, merchant, livemode, prefix, last4, created_at, revoked_at, last_used_at
            FROM checkout.api_keys
            WHERE merchant = \(merchant.rawValue)
            ORDER BY created_at, id
            LIMIT 1000
            """,
            access: .read
        )
        return try rows.map(Self.record)
    }

    /// Takes a key out of use, for good; false when there is no such key or it was revoked before.
    ///
    /// Running servers learn of it within `KeyDirectory.freshness`, twice over at most.
    package func revoke(_ id: ID<APIKeyRecord>, at now: Date) async throws -> Bool {
        try await database.execute(
            "UPDATE checkout.api_keys SET revoked_at = \(now) WHERE id = \(id.rawValue) AND revoked_at IS NULL"
        ) == 1
    }

    /// Whom a key belongs to.
    package struct Holder: Sendable {
        package let key: ID<APIKeyRecord>
        package let merchant: Merchant
        package let livemode: Bool
        package let isRevoked: Bool
        package let lastUsed: Date?
    }

    package func holder(ofHash hash: [UInt8]) async throws -> Holder? {
        let row = try await database.first(
            """
            SELECT \(MerchantStore.columns), k.id, k.livemode, k.revoked_at IS NOT NULL, k.last_used_at
            FROM checkout.api_keys k
            JOIN checkout.merchants m ON m.id = k.merchant
            WHERE k.hash = \(hash)
            """,
            access: .read
        )
        return try row.map { row in
            let first = MerchantStore.columnCount
            return try Holder(
                key: ID(unchecked: row.get(first)),
                merchant: MerchantStore.merchant(row),
                livemode: row.get(first + 1),
                isRevoked: row.get(first + 2),
                lastUsed: row.get(first + 3)
            )
        }
    }

    /// Notes that a key is in use; callers see to it that this is rare.
    package func touch(_ id: ID<APIKeyRecord>, at now: Date) async throws {
        try await database.execute(
            """
            UPDATE checkout.api_keys
            SET last_used_at = \(now)
            WHERE id = \(id.rawValue) AND (last_used_at IS NULL OR last_used_at < \(now))
            """
        )
    }

    private static func record(_ row: Row) throws -> APIKeyRecord {
        try APIKeyRecord(
            id: ID(unchecked: row.get(0)),
            merchant: ID(unchecked: row.get(1)),
            livemode: row.get(2),
            prefix: row.get(3),
            last4: row.get(4),
            created: row.get(5),
            revoked: row.get(6),
            lastUsed: row.get(7)
        )
    }
}
