import Foundation
import HTTPKit
import HTTPTypes
import Payments
import TestSupport
import Testing

@testable import SessionService

@Suite struct IdempotencyTests {
    @Test func `a repeated request gets the first answer, byte for byte`() async throws {
        try await MerchantAPI.run { api in
            let first = try await api.create(["expand[]": "line_items"], idempotencyKey: "k1")
            let again = try await api.create(["expand[]": "line_items"], idempotencyKey: "k1")
            #expect(!first.isReplay)
            #expect(again.isReplay)
            #expect(again.body == first.body)
            #expect(again.headers[.idempotencyKey] == "k1")
            #expect(try await api.count("checkout.sessions") == 1)
        }
    }

    @Test func `the first answer is given in its own words, whatever has happened to the session since`() async throws {
        try await MerchantAPI.run { api in
            let first = try await api.create(idempotencyKey: "k1", headers: [.stripeVersion: "2025-03-31.basil"])
            _ = try await api.post("/v1/checkout/sessions/\(first.id)/expire")
            #expect(try await api.create(idempotencyKey: "k1").body == first.body)
        }
    }

    @Test func `fifty requests with one key at once make one session and fifty equal answers`() async throws {
        try await MerchantAPI.run { api in
            let answers = try await withThrowingTaskGroup(of: MerchantAPI.Answer.self) { group in
                for _ in 0..<50 { group.addTask { try await api.create(idempotencyKey: "k1") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(Set(answers.map(\.body)).count == 1)
            #expect(answers.filter { !$0.isReplay }.count == 1)
            #expect(try await api.count("checkout.sessions") == 1)
        }
    }

    @Test func `two servers with one key at once make one session`() async throws {
        try await MerchantAPI.run { api in
            let creators = (0..<8).map { _ in
                SessionCreator(
                    SessionStore(api.parts.database),
                    clock: api.clock.clock,
                    randomness: .system,
                    takesLivePayments: false
                )
            }
            let parameters = try Parameter.sample
            let principal = Principal(merchant: api.merchant, livemode: false, key: .make(.system))
            let key = IdempotencyStore.Key(merchant: api.merchant.id, livemode: false, text: "k1")
            let made = try await withThrowingTaskGroup(of: SessionCreator.Made.self) { group in
                for creator in creators {
                    group.addTask { try await creator.create(parameters, for: principal, in: .newest, key: key) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(made.map(\.session.id)).count == 1)
            #expect(made.filter { !$0.isReplay }.count == 1)
        }
    }

    @Test(arguments: [
        ["client_reference_id": "other"], ["line_items[0][quantity]": "2"], ["metadata[k]": "v"],
        ["expand[]": "line_items"],
    ])
    func `the same key with other parameters is refused`(_ changes: [String: String]) async throws {
        try await MerchantAPI.run { api in
            _ = try await api.create(idempotencyKey: "k1")
            let other = try await api.create(changes.mapValues { $0 }, idempotencyKey: "k1")
            #expect(other.status == 400)
            #expect(other.type == "idempotency_error")
            #expect(other.code == nil)
            #expect(try await api.count("checkout.sessions") == 1)
        }
    }

    @Test func `a key belongs to one request, whichever came first`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create(idempotencyKey: "k1").id
            let expire = try await api.post("/v1/checkout/sessions/\(id)/expire", idempotencyKey: "k1")
            #expect(expire.type == "idempotency_error")
            #expect(try await api.post("/v1/checkout/sessions/\(id)/expire", idempotencyKey: "k2").status == 200)
            #expect(try await api.create(idempotencyKey: "k2").type == "idempotency_error")
        }
    }

    @Test func `what was refused for a fault in it may be mended under the same key`() async throws {
        try await MerchantAPI.run { api in
            let refused = try await api.create(["locale": "xx"], idempotencyKey: "k1")
            #expect(refused.status == 400)
            #expect(try await api.create(idempotencyKey: "k1").status == 200)
        }
    }

    @Test func `an answer stands although the request would be refused by now`() async throws {
        try await MerchantAPI.run { api in
            let first = try await api.create(["expires_at": "1800000600"], idempotencyKey: "k1")
            api.clock.advance(by: 3600)
            let again = try await api.create(["expires_at": "1800000600"], idempotencyKey: "k1")
            #expect(again.status == 200)
            #expect(again.body == first.body)
            #expect(try await api.create(["expires_at": "1800000600"]).status == 400)
        }
    }

    @Test func `keys of two merchants, and of two modes, have nothing to do with each other`() async throws {
        try await MerchantAPI.run(liveAcquirer: true) { api in
            let other = try await MerchantAPI.newMerchant(in: api.database, livemode: false, at: .now)
            let live = try await APIKeyStore(api.database.owner).create(
                for: api.merchant.id,
                livemode: true,
                at: .now,
                .system
            )
            for key in [api.key, other.key, live.key.withValue({ $0 })] {
                #expect(try await api.create(key: key, idempotencyKey: "k1").isReplay == false)
            }
            #expect(try await api.count("checkout.sessions") == 3)
        }
    }

    @Test func `a key that cannot be kept is refused`() async throws {
        try await MerchantAPI.run { api in
            let long = try await api.create(idempotencyKey: String(repeating: "k", count: 256))
            #expect(long.status == 400)
            #expect(long.type == "idempotency_error")
            #expect(try await api.create(idempotencyKey: String(repeating: "k", count: 255)).status == 200)
        }
    }

    @Test func `expiring twice with one key is one expiry`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            let answers = try await withThrowingTaskGroup(of: MerchantAPI.Answer.self) { group in
                for _ in 0..<10 {
                    group.addTask { try await api.post("/v1/checkout/sessions/\(id)/expire", idempotencyKey: "k1") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(Set(answers.map(\.body)).count == 1)
            #expect(answers.filter { !$0.isReplay }.count == 1)
            #expect(try await api.count("messages.messages") == 1)
        }
    }

    @Test func `a refusal by the session's state is kept, too`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            _ = try await api.post("/v1/checkout/sessions/\(id)/expire")
            let first = try await api.post("/v1/checkout/sessions/\(id)/expire", idempotencyKey: "k1")
            let again = try await api.post("/v1/checkout/sessions/\(id)/expire", idempotencyKey: "k1")
            #expect(first.status == 400)
            #expect(again.status == 400)
            #expect(again.isReplay)
            #expect(again.body == first.body)
        }
    }
}

extension Parameter {
    /// The least that a session needs.
    static var sample: Parameter {
        get throws { try FormParameters.parse(query: Form.encode(SessionRequestTests.form)) }
    }
}
