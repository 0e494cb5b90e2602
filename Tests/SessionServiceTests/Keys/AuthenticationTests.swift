import Foundation
import HTTPKit
import HTTPTypes
import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

@Suite struct AuthenticationTests {
    @Test func `a key is taken as bearer and as the user of Basic`() async throws {
        try await MerchantAPI.run { api in
            let basic = Data("\(api.key):".utf8).base64EncodedString()
            for header in ["Bearer \(api.key)", "bearer \(api.key)", "Basic \(basic)"] {
                let answer = try await api.send(
                    .get,
                    "/v1/webhook_endpoints",
                    nil,
                    key: nil,
                    headers: [.authorization: header]
                )
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `who has no key is told what is wrong with it`() async throws {
        try await MerchantAPI.run { api in
            let unknown = APIKey.make(livemode: false, .system).withValue { $0 }
            for (header, code) in [
                (nil, nil), ("", nil), ("Bearer", nil), ("Bearer nonsense", nil), ("Basic %%%", nil),
                ("Bearer \(api.key)x", nil), ("Bearer \(unknown)", nil), ("Bearer pk_test_1", "secret_key_required"),
            ] as [(String?, String?)] {
                let answer = try await api.send(
                    .get,
                    "/v1/webhook_endpoints",
                    nil,
                    key: nil,
                    headers: header.map { [.authorization: $0] } ?? [:]
                )
                #expect(answer.status == 401)
                #expect(answer.type == "invalid_request_error")
                #expect(answer.code == code)
                #expect(!answer.body.contains(unknown))
            }
        }
    }

    @Test func `a revoked key stops working once it is forgotten, and another goes on`() async throws {
        try await MerchantAPI.run { api in
            let keys = APIKeyStore(api.database.owner)
            let directory = KeyDirectory(keys, clock: api.clock.clock, freshness: .zero)
            let made = try await keys.create(for: api.merchant.id, livemode: false, at: .now, .system)
            guard case .known = try await directory.find(made.key) else { throw Unexpected() }
            #expect(try await keys.revoke(made.record.id, at: .now))
            #expect(try await !keys.revoke(made.record.id, at: .now))
            guard case .revoked = try await directory.find(made.key) else { throw Unexpected() }
            #expect(try await api.get("/v1/webhook_endpoints").status == 200)
            let listed = try await keys.keys(of: api.merchant.id)
            #expect(listed.filter { $0.revoked != nil }.map(\.id) == [made.record.id])
        }
    }

    @Test func `a busy merchant costs one look at the table`() async throws {
        try await MerchantAPI.run { api in
            let directory = KeyDirectory(
                APIKeyStore(api.parts.database),
                clock: api.clock.clock,
                freshness: .seconds(600)
            )
            let key = try APIKey(reading: api.key)
            _ = try await directory.find(key)
            // Nothing that is asked from now on can come from the table.
            await api.parts.database.close()
            for _ in 0..<100 {
                guard case .known(let principal) = try await directory.find(key) else { throw Unexpected() }
                #expect(principal.merchant.id == api.merchant.id)
            }
        }
    }

    @Test func `the last use of a key is noted`() async throws {
        try await MerchantAPI.run { api in
            _ = try await api.get("/v1/webhook_endpoints")
            let listed = try await APIKeyStore(api.database.owner).keys(of: api.merchant.id)
            #expect(listed.first?.lastUsed == api.clock.clock.now)
        }
    }

    private struct Unexpected: Error {}
}
