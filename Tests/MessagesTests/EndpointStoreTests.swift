import Foundation
import Messages
import Payments
import Postgres
import Secrets
import TestSupport
import Testing
import WebhookService

@Suite(.timeLimit(.minutes(1))) struct `The store of endpoints` {
    private static let merchant = "acct_0000000000000001"
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func withStore(_ body: (EndpointStore, TestDatabase) async throws -> Void) async throws {
        let key = try SealingKey(SecretBytes(Array(repeating: 3, count: 32)))
        try await TestPostgres.withDatabase(migrations: WebhookMigrations.all) { test in
            // With the rights of the process that uses it.
            var configuration = test.configuration(role: "session_api", maximumConnections: 20)
            configuration.acquireTimeout = .seconds(30)
            try await body(EndpointStore(test.database(configuration), key: key, randomness: .system), test)
        }
    }

    private func endpoint(livemode: Bool = false, merchant: String = merchant) throws -> NewEndpoint {
        NewEndpoint(merchant: merchant, livemode: livemode, url: try EndpointURL("https://shop.example/hook"))
    }

    @Test func `gives back what was put in`() async throws {
        try await withStore { store, _ in
            let new = NewEndpoint(
                merchant: Self.merchant,
                livemode: false,
                url: try EndpointURL("https://Shop.example/hook?a=1"),
                eventTypes: ["charge.succeeded", "charge.refunded"],
                apiVersion: "2025-03-31.basil",
                description: "the shop's \"own\"",
                metadata: ["order": "6735", "ü": "\\"]
            )
            let (made, secret) = try await store.insert(new, at: Self.now)
            #expect(made.id.rawValue.hasPrefix("we_"))
            #expect(made.id.rawValue.utf8.count == 27)
            #expect(made.url == "https://Shop.example/hook?a=1")
            #expect(made.eventTypes == ["charge.succeeded", "charge.refunded"])
            #expect(made.apiVersion == "2025-03-31.basil")
            #expect(made.status == .enabled)
            #expect(made.description == "the shop's \"own\"")
            #expect(made.metadata == ["order": "6735", "ü": "\\"])
            #expect(made.createdAt == Self.now)
            #expect(try await store.find(made.id, merchant: Self.merchant, livemode: false) == made)
            let again = try #require(try await store.secret(of: made.id))
            #expect(again.withValue { $0 } == secret.withValue { $0 })
        }
    }

    @Test func `takes a star for all types`() async throws {
        try await withStore { store, _ in
            let url = try EndpointURL("https://shop.example/")
            let new = NewEndpoint(merchant: Self.merchant, livemode: true, url: url, eventTypes: ["*"])
            #expect(try await store.insert(new, at: Self.now).endpoint.eventTypes == nil)
        }
    }

    @Test func `keeps merchants and modes apart`() async throws {
        try await withStore { store, _ in
            let made = try await store.insert(endpoint(), at: Self.now).endpoint
            #expect(try await store.find(made.id, merchant: Self.merchant, livemode: true) == nil)
            #expect(try await store.find(made.id, merchant: "acct_2", livemode: false) == nil)
            #expect(try await store.delete(made.id, merchant: Self.merchant, livemode: true) == false)
            #expect(try await store.delete(made.id, merchant: "acct_2", livemode: false) == false)
            #expect(try await store.list(merchant: "acct_2", livemode: false, limit: 10).endpoints.isEmpty)
            #expect(try await store.delete(made.id, merchant: Self.merchant, livemode: false))
            #expect(try await store.find(made.id, merchant: Self.merchant, livemode: false) == nil)
            #expect(try await store.secret(of: made.id) == nil)
        }
    }

    @Test func `lists newest first, in pages both ways`() async throws {
        try await withStore { store, _ in
            var ids: [ID<Endpoint>] = []
            for _ in 0..<5 { ids.insert(try await store.insert(endpoint(), at: Self.now).endpoint.id, at: 0) }
            func page(_ limit: Int, after: Int? = nil, before: Int? = nil) async throws -> ([ID<Endpoint>], Bool) {
                let (endpoints, hasMore) = try await store.list(
                    merchant: Self.merchant,
                    livemode: false,
                    limit: limit,
                    startingAfter: after.map { ids[$0] },
                    endingBefore: before.map { ids[$0] }
                )
                return (endpoints.map(\.id), hasMore)
            }
            #expect(try await page(2) == (Array(ids[0..<2]), true))
            #expect(try await page(2, after: 1) == (Array(ids[2..<4]), true))
            #expect(try await page(2, after: 3) == ([ids[4]], false))
            #expect(try await page(2, after: 4) == ([], false))
            #expect(try await page(2, before: 4) == (Array(ids[2..<4]), true))
            #expect(try await page(2, before: 2) == (Array(ids[0..<2]), false))
            #expect(try await page(2, before: 0) == ([], false))
            #expect(try await page(5) == (ids, false))
            let foreign = ID<Endpoint>(unchecked: "we_unknown")
            await #expect(throws: EndpointStoreError.unknownCursor(foreign)) {
                _ = try await store.list(merchant: Self.merchant, livemode: false, limit: 1, startingAfter: foreign)
            }
        }
    }

    @Test func `has sixteen for each merchant and mode, however many are asked for at once`() async throws {
        try await withStore { store, _ in
            let new = try endpoint()
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<24 {
                    group.addTask {
                        do {
                            _ = try await store.insert(new, at: Self.now)
                            return true
                        } catch EndpointStoreError.limitReached {
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(made == 16)
            _ = try await store.insert(endpoint(livemode: true), at: Self.now)
            let page = try await store.list(merchant: Self.merchant, livemode: false, limit: 100)
            #expect(page.endpoints.count == 16)
            let first = try #require(page.endpoints.last)
            #expect(try await store.delete(first.id, merchant: Self.merchant, livemode: false))
            _ = try await store.insert(new, at: Self.now)
        }
    }

    @Test func `keeps no secret legible at rest`() async throws {
        try await withStore { store, test in
            let secret = try await store.insert(endpoint(), at: Self.now).secret.withValue { $0 }
            let row = try await test.owner.one(
                "SELECT sealed, endpoints::text || endpoint_secrets::text AS everything FROM messages.endpoints, messages.endpoint_secrets"
            )
            let sealed: [UInt8] = try row.get("sealed")
            let everything: String = try row.get("everything")
            let core = secret.dropFirst("whsec_".count)
            for form in [String(core), Hex.encode(core.utf8), Data(core.utf8).base64EncodedString()] {
                #expect(!everything.contains(form))
                #expect(!String(decoding: sealed, as: UTF8.self).contains(form))
            }
        }
    }
}
