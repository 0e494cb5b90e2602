import Foundation
import Payments
import Postgres

/// Merchants in the table.
package struct MerchantStore: Sendable {
    let database: Database

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

    /// Writes down what a merchant has decided; all its other settings stay as they are.
    ///
    /// - Returns: the merchant as it is then, nil when there is none.
    package func decide(_ key: MerchantSettings.Key, _ value: String, for id: ID<Merchant>) async throws -> Merchant? {
        let json = key.isSwitch ? value : "\"\(value)\""
        let row = try await database.first(
            """
            UPDATE checkout.merchants m
            SET settings = m.settings || jsonb_build_object(
                \(key.group)::text,
                COALESCE(m.settings -> \(key.group)::text, '{}')
                    || jsonb_build_object(\(key.name)::text, \(JSONText(json))::jsonb)
            )
            WHERE id = \(id.rawValue)
            RETURNING \(Self.columns)
            """
        )
        return try row.map { try Self.merchant($0) }
    }

    /// The columns of a merchant, for a table that is called `m`.
    static let columns: SQL = """
        m.id, m.name, m.brand_color, m.support_email, m.clock_offset, m.created_at, m.settings, \
        \(picture(in: "logo")) AS logo, \(picture(in: "icon")) AS icon
        """
    /// How many columns `columns` names.
    static let columnCount = 9

    /// What is known of the picture in a column, as `MerchantImage` reads it.
    private static func picture(in column: String) -> SQL {
        """
        (
            SELECT json_build_object('hash', i.hash, 'media_type', i.media_type, 'width', i.width, 'height', i.height)
            FROM checkout.merchant_images i
            WHERE i.merchant = m.id AND i.hash = m.\(unescaped: column)
        )
        """
    }

    /// The merchant in a row whose columns from `first` on are `columns`.
    static func merchant(_ row: Row, from first: Int = 0) throws -> Merchant {
        try Merchant(
            id: ID(unchecked: row.get(first)),
            name: row.get(first + 1),
            brandColor: row.get(first + 2),
            supportEmail: row.get(first + 3),
            logo: picture(row, first + 7),
            icon: picture(row, first + 8),
            clockOffset: row.get(first + 4),
            settings: MerchantSettings(json: row.get(first + 6, as: JSONText.self).text),
            created: row.get(first + 5)
        )
    }

    private static func picture(_ row: Row, _ column: Int) throws -> MerchantImage? {
        guard let json = try row.get(column, as: JSONText?.self) else { return nil }
        return try JSONDecoder().decode(MerchantImage.self, from: Data(json.text.utf8))
    }
}
