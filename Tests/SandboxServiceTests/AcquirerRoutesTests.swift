import Foundation
import NIOHTTP1
import Payments
import Testing

@testable import SandboxService

@Suite struct AcquirerRoutesTests {
    typealias Envelope = TestSandbox.Envelope

    @Test func `an approval is a 200 with the transaction`() async throws {
        try await TestSandbox.run { sandbox in
            let answer = try await sandbox.authorize("k")
            #expect(answer.status == 200)
            let result = try answer.json(TestSandbox.Result.self)
            #expect(result.response_code == "00")
            #expect(result.status == "captured")
            #expect(result.captured == 2000)
            #expect(result.cvc_check == "match")
            #expect(result.authorization_code?.count == 6)
            #expect(try await sandbox.authorize("k").bytes == answer.bytes)
        }
    }

    @Test func `a decline is a 200 with its code`() async throws {
        try await TestSandbox.run { sandbox in
            let answer = try await sandbox.authorize("k", number: "4000000000009995")
            #expect(answer.status == 200)
            let result = try answer.json(TestSandbox.Result.self)
            #expect(result.response_code == "51")
            #expect(result.status == "declined")
            #expect(result.authorization_code == nil)
        }
    }

    @Test func `fifty requests at once with one key leave one row`() async throws {
        try await TestSandbox.run { sandbox in
            let bodies = try await withThrowingTaskGroup(of: TestSandbox.Answer.self) { group in
                for _ in 0..<50 { group.addTask { try await sandbox.authorize("same") } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1.bytes) }
            }
            #expect(bodies.count == 1)
            #expect(try await sandbox.rows().count == 1)
        }
    }

    @Test func `the ledger has exactly the members that tests elsewhere read`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.authorize("k", capture: false)
            let text = try await sandbox.send(.GET, "/acquirer/ledger").bytes
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(text)) as? [[String: Any]])
            #expect(
                rows.first?.keys.sorted() == [
                    "amount", "captured", "created", "currency", "id", "idempotency_key", "last4", "refunded", "status",
                    "voided",
                ]
            )
            let row = try #require(try await sandbox.rows().first)
            #expect(row.status == "authorized")
            #expect(row.captured == 0)
            #expect(row.created == sandbox.clock.seconds)
        }
    }

    @Test func `the ledger can be asked for what is new`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.authorize("old")
            sandbox.clock.advance(by: 10)
            _ = try await sandbox.authorize("new")
            let now = sandbox.clock.seconds
            #expect(try await sandbox.rows(since: "\(now)").map(\.idempotency_key) == ["new"])
            #expect(try await sandbox.rows(since: "\(now).75").map(\.idempotency_key) == ["new"])
            #expect(try await sandbox.rows(since: "\(now - 10)").count == 2)
            #expect(try await sandbox.rows(since: "\(now + 1)").isEmpty)
            let refused = try await sandbox.send(.GET, "/acquirer/ledger?since=yesterday")
            #expect(refused.status == 400)
            #expect(try refused.json(Envelope.self).error.param == "since")
        }
    }

    @Test func `capture, refund and void by id`() async throws {
        try await TestSandbox.run { sandbox in
            let held = try await sandbox.authorize("a", capture: false).json(TestSandbox.Result.self)
            let body = "{\"transaction\":\"\(held.id)\",\"amount\":1500}"
            let captured = try await sandbox.call("capture", body, key: "c").json(TestSandbox.Result.self)
            #expect(captured.captured == 1500)
            let refund = "{\"transaction\":\"\(held.id)\",\"amount\":\"200\"}"
            let refunded = try await sandbox.call("refund", refund, key: "r").json(TestSandbox.Result.self)
            #expect(refunded.refunded == 200)
            let refused = try await sandbox.call("void", "{\"transaction\":\"\(held.id)\"}", key: "v")
            #expect(refused.status == 422)
            #expect(try refused.json(Envelope.self).error.code == "already_captured")
            let unknown = try await sandbox.call("capture", "{\"transaction\":\"acq_none\"}", key: "x")
            #expect(unknown.status == 404)
        }
    }

    @Test func `a reversed key is refused for ever, known or not`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.authorize("paid")
            for key in ["paid", "unseen"] {
                let reversed = try await sandbox.call("reverse", "{\"idempotency_key\":\"\(key)\"}")
                #expect(reversed.status == 200)
                #expect(reversed.text.contains("\"reversed\":true"))
                let refused = try await sandbox.authorize(key)
                #expect(refused.status == 409)
                #expect(try refused.json(Envelope.self).error.code == "key_reversed")
            }
            let row = try #require(try await sandbox.rows().first)
            #expect(row.voided)
            #expect(row.captured == 0)
        }
    }

    @Test func `an inquiry finds by key what was done, and nothing else`() async throws {
        struct Answer: Decodable {
            let found: Bool
            let transaction: TestSandbox.Result?
        }
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.authorize("k", number: "4000000000000002")
            let known = try await sandbox.call("inquire", "{\"idempotency_key\":\"k\"}").json(Answer.self)
            #expect(known.found)
            #expect(known.transaction?.response_code == "05")
            let unknown = try await sandbox.call("inquire", "{\"idempotency_key\":\"other\"}").json(Answer.self)
            #expect(!unknown.found)
            #expect(unknown.transaction == nil)
        }
    }

    @Test(arguments: [
        (#""amount":0"#, "amount"), (#""amount":"many""#, "amount"),
        (#""amount":999999999"#, "amount"),
        (#""currency":"xxx""#, "currency"), (#""card":{"number":"12"}"#, "card.number"),
        (#""card":{}"#, "card.number"), (#""reference":"4242424242424242""#, "reference"),
    ])
    func `a wrong field is named, not quoted`(_ field: String, _ param: String) async throws {
        let parts = [#""amount":1"#, #""currency":"eur""#, #""card":{"number":"4242424242424242"}"#]
        let name = field.prefix { $0 != ":" }
        let body = "{" + (parts.filter { !$0.hasPrefix(name) } + [field]).joined(separator: ",") + "}"
        try await TestSandbox.run { sandbox in
            let answer = try await sandbox.call("authorize", body, key: "k")
            #expect(answer.status == 400)
            #expect(try answer.json(Envelope.self).error.param == param)
            #expect(!CardNumberScan.containsCardNumber(answer.text))
            #expect(try await sandbox.rows().isEmpty)
        }
    }

    @Test func `a call without a key is refused`() async throws {
        try await TestSandbox.run { sandbox in
            let answer = try await sandbox.call("authorize", #"{"amount":1,"currency":"eur","card":{"number":"42"}}"#)
            #expect(answer.status == 400)
            let keyed = try await sandbox.authorize("4242 4242 4242 4242")
            #expect(keyed.status == 400)
        }
    }
}
