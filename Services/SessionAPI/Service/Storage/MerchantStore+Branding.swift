import Foundation
import Payments
import Postgres
import Secrets

/// What is to become of how a merchant presents itself; what is not mentioned stays.
package struct BrandChange: Sendable {
    package var name: String?
    /// `#rrggbb`, lower-case.
    package var color: Edit<String>?
    package var supportEmail: Edit<String>?
    package var logo: Edit<BrandImageFile>?
    package var icon: Edit<BrandImageFile>?

    package init() {}

    package enum Edit<Value: Sendable>: Sendable {
        case set(Value)
        case clear

        var value: Value? {
            if case .set(let value) = self { value } else { nil }
        }
    }
}

extension MerchantStore {
    /// How long a picture stays that is not a merchant's logo or icon any more: pages that show it may still be open.
    static let imageRetention: TimeInterval = 24 * 3600

    /// Changes how a merchant presents itself; customers see it with the next page that they load.
    ///
    /// - Returns: the merchant as it is then, nil when there is none.
    package func brand(_ id: ID<Merchant>, _ change: BrandChange, at now: Date) async throws -> Merchant? {
        try await database.transaction { tx in
            let known = try await tx.first(
                "SELECT id FROM checkout.merchants WHERE id = \(id.rawValue) FOR NO KEY UPDATE"
            )
            guard known != nil else { return nil }
            for file in [change.logo?.value, change.icon?.value].compactMap(\.self) {
                try await tx.execute(Self.insertion(of: file, for: id, at: now))
            }
            let row = try await tx.one(Self.branding(id, change))
            try await tx.execute(Self.removal(of: id, before: now.addingTimeInterval(-Self.imageRetention)))
            return try Self.merchant(row)
        }
    }

    /// The bytes of a merchant's picture, and what they are.
    package func image(_ hash: String, of id: ID<Merchant>) async throws -> (mediaType: String, bytes: [UInt8])? {
        let row = try await database.first(
            """
            SELECT media_type, bytes
            FROM checkout.merchant_images
            WHERE merchant = \(id.rawValue) AND hash = \(hash)
            """,
            access: .read
        )
        return try row.map { try ($0.get(0), $0.get(1)) }
    }

    private static func insertion(of file: BrandImageFile, for id: ID<Merchant>, at now: Date) -> SQL {
        """
        INSERT INTO checkout.merchant_images (merchant, hash, created_at, media_type, width, height, bytes)
        VALUES (\(id.rawValue), \(file.hash), \(now), \(file.format.rawValue), \(Int32(file.width)),
            \(Int32(file.height)), \(file.bytes))
        ON CONFLICT ON CONSTRAINT merchant_image DO UPDATE SET created_at = excluded.created_at
        """
    }

    private static func branding(_ id: ID<Merchant>, _ change: BrandChange) -> SQL {
        """
        UPDATE checkout.merchants m
        SET name = COALESCE(\(change.name), m.name),
            brand_color = CASE WHEN \(change.color == nil) THEN m.brand_color ELSE \(change.color?.value) END,
            support_email = CASE WHEN \(change.supportEmail == nil) THEN m.support_email
                ELSE \(change.supportEmail?.value) END,
            logo = CASE WHEN \(change.logo == nil) THEN m.logo ELSE \(change.logo?.value?.hash) END,
            icon = CASE WHEN \(change.icon == nil) THEN m.icon ELSE \(change.icon?.value?.hash) END
        WHERE id = \(id.rawValue)
        RETURNING \(columns)
        """
    }

    private static func removal(of id: ID<Merchant>, before limit: Date) -> SQL {
        """
        DELETE FROM checkout.merchant_images i
        USING checkout.merchants m
        WHERE m.id = i.merchant AND i.merchant = \(id.rawValue) AND i.created_at < \(limit)
            AND i.hash IS DISTINCT FROM m.logo AND i.hash IS DISTINCT FROM m.icon
        """
    }
}

extension BrandImageFile {
    /// Lower-case hex SHA-256 of the bytes.
    package var hash: String { Hex.encode(SHA256Digest.of(bytes)) }
}
