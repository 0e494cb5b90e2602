import Foundation
import HTTPKit
import HTTPTypes
import Logging
import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

@Suite struct ExpiryTests {
    @Test func `an expired session is closed, and one message tells of it`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            let expired = try await api.post("/v1/checkout/sessions/\(id)/expire")
            #expect(expired.status == 200)
            #expect(expired.json["status"] as? String == "expired")
            #expect(expired.json["url"] is NSNull)
            #expect(expired.body == (try await api.get("/v1/checkout/sessions/\(id)")).body)
            let row = try await api.database.owner.one(
                "SELECT type, session, sequence, data, request_id FROM messages.messages"
            )
            #expect(try row.get(0) == "checkout.session.expired")
            #expect(try row.get(1) == id)
            #expect(try row.get(2) == 1)
            #expect(try row.get(3) == expired.body)
            #expect(try row.get(4) == expired.headers[.requestID])
            #expect(try await api.count("messages.outbox") == 1)
        }
    }

    @Test func `only an open session can be expired`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            _ = try await api.post("/v1/checkout/sessions/\(id)/expire")
            let again = try await api.post("/v1/checkout/sessions/\(id)/expire")
            #expect(again.status == 400)
            #expect(again.message.contains("[\"open\"]"))
            #expect(again.message.contains("\"expired\""))
            #expect(try await api.count("messages.messages") == 1)
        }
    }

    @Test func `many who expire one session at once send one message`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 { group.addTask { try await api.post("/v1/checkout/sessions/\(id)/expire").status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(try await api.count("messages.messages") == 1)
        }
    }

    @Test func `while a payment's outcome is not known, expiring answers 400, and not for ever`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create(["expires_at": "1800000060"]).id
            for state in ["sending", "unknown", "reversing"] {
                try await Self.attempt(of: id, in: state, api)
                let refused = try await api.post("/v1/checkout/sessions/\(id)/expire", idempotencyKey: "k")
                #expect(refused.status == 400)
                #expect(refused.type == "invalid_request_error")
                #expect(refused.message.contains("a payment is under way"))
                #expect(try await api.parts.expiry.expireIfDue(ID(unchecked: id), at: .distantFuture).isClosed == false)
            }
            api.clock.advance(by: 61)
            #expect(try await api.parts.sweep(logger: .init(label: "test")).drain() == 0)
            try await Self.attempt(of: id, in: "canceled", api)
            let expired = try await api.post("/v1/checkout/sessions/\(id)/expire", idempotencyKey: "k")
            #expect(expired.json["status"] as? String == "expired")
            #expect(!expired.isReplay)
        }
    }

    /// Puts an attempt into the table, or brings it to another state.
    private static func attempt(of session: String, in state: String, _ api: MerchantAPI) async throws {
        try await api.database.owner.execute(
            """
            INSERT INTO checkout.payment_attempts (id, session, intent, merchant, livemode, number, amount, currency,
                acquirer, created_at, state, token, fingerprint, brand, last4, exp_month, exp_year, funding)
            VALUES ('pa_1', \(session), 'pi_1', \(api.merchant.id.rawValue), false, 1, 2000, 'eur', 'sandbox',
                \(api.clock.clock.now), \(state), 'card_1', 'fp', 'visa', '4242', 12, 2034, 'credit')
            ON CONFLICT (id) DO UPDATE SET state = excluded.state
            """
        )
    }

    @Test func `a session whose time is over reads as open until the sweep has closed it`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create(["expires_at": "1800000060"]).id
            let later = try await api.create().id
            let sweep = api.parts.sweep(logger: .init(label: "test"))
            #expect(try await sweep.drain() == 0)
            api.clock.advance(by: 61)
            #expect(try await api.get("/v1/checkout/sessions/\(id)").json["status"] as? String == "open")
            #expect(try await sweep.drain() == 1)
            #expect(try await sweep.drain() == 0)
            #expect(try await api.get("/v1/checkout/sessions/\(id)").json["status"] as? String == "expired")
            #expect(try await api.get("/v1/checkout/sessions/\(later)").json["status"] as? String == "open")
            #expect(try await api.count("messages.messages") == 1)
        }
    }

    @Test func `the time of a merchant's test mode is its own`() async throws {
        try await MerchantAPI.run { api in
            let other = try await MerchantAPI.newMerchant(in: api.database, livemode: false, at: .now)
            let mine = try await api.create().id
            let theirs = try await api.create(key: other.key).id
            try await MerchantStore(api.database.owner).advanceClock(of: api.merchant.id, by: 3600)
            let sweep = api.parts.sweep(logger: .init(label: "test"))
            #expect(try await sweep.drain() == 1)
            #expect(try await api.get("/v1/checkout/sessions/\(mine)").json["status"] as? String == "expired")
            let read = try await api.get("/v1/checkout/sessions/\(theirs)", key: other.key)
            #expect(read.json["status"] as? String == "open")
        }
    }

    @Test func `several sweeps at once close each session once`() async throws {
        try await MerchantAPI.run { api in
            for _ in 0..<20 { _ = try await api.create() }
            api.clock.advance(by: 1801)
            let total = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await api.parts.sweep(logger: .init(label: "test")).drain() } }
                return try await group.reduce(0, +)
            }
            #expect(total == 20)
            #expect(try await api.count("messages.messages") == 20)
        }
    }

    @Test func `kept answers are dropped after two days`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            _ = try await api.post("/v1/checkout/sessions/\(id)/expire", idempotencyKey: "k1")
            let now = api.clock.clock.now
            #expect(try await IdempotencyStore.sweep(api.parts.database, at: now.addingTimeInterval(47 * 3600)) == 0)
            #expect(try await IdempotencyStore.sweep(api.parts.database, at: now.addingTimeInterval(49 * 3600)) == 1)
        }
    }
}

extension SessionExpiry.Outcome {
    fileprivate var isClosed: Bool {
        if case .expired = self { true } else { false }
    }
}
