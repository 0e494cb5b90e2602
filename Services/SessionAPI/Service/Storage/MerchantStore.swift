import Foundation
import Payments
import Postgres

/// Merchants in the table.
package struct MerchantStore: Sendable {
    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    package func insert(_ merchant: Merchant) async throws {
        try await database.execute(
            """
            INSERT INTO checkout.merchants (id, created_at, clock_offset, name, brand_color, support_email)
            VALUES (\(merchant.id.rawValue), \(merchant.created), \(merchant.clockOffset), \(merchant.name),
                \(merchant.brandColor), \(merchant.supportEmail))
            """
        )
    }

    package func merchant(_ id: ID<Merchant>) async throws -> Merchant? {
        let row = try await database.first(
            "SELECT \(Self.columns) FROM checkout.merchants m WHERE id = \(id.rawValue)",
            access: .read
        )
        return try row.map { try Self.merchant($0) }
    }

    /// All merchants, oldest first, at most `limit`.
    package func merchants(limit: Int = 1000) async throws -> [Merchant] {
        let rows = try await database.query(
            "SELECT \(Self.columns) FROM checkout.merchants m ORDER BY created_at, id LIMIT \(limit)",
            access: .read
        )
        return try rows.map { try Self.merchant($0) }
    }

    /// Puts the clock of a merchant's test mode forward.
    package func advanceClock(of id: ID<Merchant>, by seconds: Int64) async throws {
        try await database.execute(
            """
            UPDATE checkout.merchants
            SET clock_offset = clock_offset + \(seconds)
            WHERE id = \(id.rawValue)
            """
        )
    }

    /// The columns of a merchant, for a table that is called `m`.
    static let columns: SQL = "m.id, m.name, m.brand_color, m.support_email, m.clock_offset, m.created_at"

    /// The merchant in a row whose columns from `first` on are `columns`.
    static func merchant(_ row: Row, from first: Int = 0) throws -> Merchant {
        try Merchant(
            id: ID(unchecked: row.get(first)),
            name: row.get(first + 1),
            brandColor: row.get(first + 2),
            supportEmail: row.get(first + 3),
            clockOffset: row.get(first + 4),
            created: row.get(first + 5)
        )
    }
}
