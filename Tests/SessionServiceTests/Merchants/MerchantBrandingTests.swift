import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Payments
import Postgres
import Secrets
import SessionClient
import TestSupport
import Testing
import WebhookService

@testable import SessionService

@Suite struct MerchantBrandingTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func `only what is mentioned changes, and what is cleared is gone`() async throws {
        try await Self.withStore { store, id, _ in
            var change = BrandChange()
            change.name = "Mug & Co"
            change.color = .set("#112233")
            change.logo = .set(try BrandImageFile(ImageSamples.png(300, 80)))
            change.icon = .set(try BrandImageFile(ImageSamples.jpeg(64, 64)))
            let branded = try #require(try await store.brand(id, change, at: Self.now))
            #expect(branded.name == "Mug & Co")
            #expect(branded.brandColor == "#112233")
            #expect(branded.logo?.mediaType == "image/png")
            #expect(branded.logo?.width == 300)
            #expect(branded.icon?.mediaType == "image/jpeg")
            var second = BrandChange()
            second.supportEmail = .set("help@example.com")
            second.logo = .clear
            let later = try #require(try await store.brand(id, second, at: Self.now))
            #expect(later.logo == nil)
            #expect(later.icon == branded.icon)
            #expect(later.supportEmail == "help@example.com")
            #expect(later.brandColor == "#112233")
            #expect(try await store.merchant(id) == later)
            #expect(try await store.brand(.make(.system), second, at: Self.now) == nil)
        }
    }

    @Test func `a picture that is not used any more stays for a day`() async throws {
        try await Self.withStore { store, id, _ in
            var change = BrandChange()
            change.logo = .set(try BrandImageFile(ImageSamples.png(300, 80)))
            let hash = try #require(try await store.brand(id, change, at: Self.now)?.logo?.hash)
            change.logo = .set(try BrandImageFile(ImageSamples.png(300, 81)))
            let newer = try #require(try await store.brand(id, change, at: Self.now.addingTimeInterval(60))?.logo?.hash)
            #expect(try await store.image(hash, of: id) != nil)
            _ = try await store.brand(id, BrandChange(), at: Self.now.addingTimeInterval(25 * 3600))
            #expect(try await store.image(hash, of: id) == nil)
            #expect(try await store.image(newer, of: id) != nil)
        }
    }

    @Test func `hosted-page gets the bytes as they were given, and nobody else does`() async throws {
        try await Self.withStore { store, id, database in
            let file = try BrandImageFile(ImageSamples.losslessWebP(64, 64))
            var change = BrandChange()
            change.icon = .set(file)
            _ = try await store.brand(id, change, at: Self.now)
            let other = Merchant(id: .make(.system), name: "Other", created: Self.now)
            try await store.insert(other)
            let router = HTTPRouters.internalRouter(MerchantStore(database.database(role: "session_api")))
            try await Application(router: router).test(.router) { client in
                func get(_ path: String, as credential: String = "page") async throws -> TestResponse {
                    try await client.executeRequest(
                        uri: path,
                        method: .get,
                        headers: [.authorization: "Bearer \(credential)"],
                        body: nil
                    )
                }
                let path = "/internal/merchants/\(id)/images/\(file.hash)"
                let answer = try await get(path)
                #expect(answer.status == .ok)
                #expect(answer.headers[.contentType] == "image/webp")
                #expect(Array(answer.body.readableBytesView) == file.bytes)
                #expect(try await get(path, as: "vault").status == .forbidden)
                #expect(try await get(path, as: "nobody").status == .unauthorized)
                #expect(try await get("/internal/merchants/\(other.id)/images/\(file.hash)").status == .notFound)
                #expect(try await get("/internal/merchants/\(id)/images/\(file.hash.uppercased())").status == .notFound)
                #expect(try await get("/internal/merchants/x/images/y").status == .notFound)
            }
        }
    }

    @Test func `the table holds what its name says`() async throws {
        try await Self.withStore { _, id, database in
            let error = await #expect(throws: PostgresError.self) {
                try await database.owner.execute(
                    """
                    INSERT INTO checkout.merchant_images (merchant, hash, created_at, media_type, width, height, bytes)
                    VALUES (\(id.rawValue), \(String(repeating: "0", count: 64)), \(Self.now), 'image/png', 1, 1, '\\x00')
                    """
                )
            }
            #expect(error?.sqlState == .checkViolation)
        }
    }

    private static func withStore(
        _ body: @Sendable (MerchantStore, ID<Merchant>, TestDatabase) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase(migrations: SessionMigrations.all) { database in
            let store = MerchantStore(database.owner)
            let merchant = Merchant(id: .make(.system), name: "Demo", created: now)
            try await store.insert(merchant)
            try await body(store, merchant.id, database)
        }
    }
}

/// The internal router with this route alone.
private enum HTTPRouters {
    static func internalRouter(_ merchants: MerchantStore) -> Router<PaydeskContext> {
        let router = Router(context: PaydeskContext.self)
        let callers = CallerCredentials([.hostedPage: SecretString("page"), .vault: SecretString("vault")])
        router.add(middleware: RequestMiddleware(listener: "internal", takesRequestID: true))
        MerchantImageRoutes(merchants: merchants).add(
            to: router.group().add(middleware: InternalAuthMiddleware(callers, allow: [.hostedPage]))
        )
        return router
    }
}
