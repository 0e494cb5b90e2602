import Foundation
import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

/// `/v1/refunds`, as merchants see it.
@Suite(.timeLimit(.minutes(3))) struct RefundRoutesTests {
    @Test func `a refund without an amount gives everything back`() async throws {
        try await RefundWorld.paid { refunds in
            let answer = try await refunds.refund(nil, more: ["reason": "duplicate", "metadata[ticket]": "17"])
            #expect(answer.status == 200)
            #expect(answer.id.hasPrefix("re_"))
            #expect(answer.json["amount"] as? Int == 2000)
            #expect(answer.json["currency"] as? String == "eur")
            #expect(answer.json["charge"] as? String == refunds.charge.rawValue)
            #expect(answer.json["payment_intent"] as? String == refunds.intent.rawValue)
            #expect(answer.json["reason"] as? String == "duplicate")
            #expect(answer.json["status"] as? String == "succeeded")
            #expect(answer.json["metadata"] as? [String: String] == ["ticket": "17"])
            #expect(answer.json["pending_reason"] == nil)
            let charge = try await refunds.get("/v1/charges/\(refunds.charge)").json
            #expect(charge["amount_refunded"] as? Int == 2000)
            #expect(charge["refunded"] as? Bool == true)
            #expect(try await refunds.get("/v1/refunds/\(answer.id)").body == answer.body)
        }
    }

    @Test func `parts are given back until nothing is left`() async throws {
        try await RefundWorld.paid { refunds in
            #expect(try await refunds.refund(600).status == 200)
            let charge = try await refunds.get("/v1/charges/\(refunds.charge)").json
            #expect(charge["amount_refunded"] as? Int == 600)
            #expect(charge["refunded"] as? Bool == false)
            let tooMuch = try await refunds.refund(1500)
            #expect(tooMuch.status == 400)
            #expect(tooMuch.param == "amount")
            #expect(tooMuch.message.contains("€14.00"))
            let rest = try await refunds.post("/v1/refunds", ["payment_intent": refunds.intent.rawValue])
            #expect(rest.json["amount"] as? Int == 1400)
            let nothing = try await refunds.refund()
            #expect(nothing.status == 400)
            #expect(nothing.code == "charge_already_refunded")
            #expect(try await refunds.refund(1).code == "charge_already_refunded")
            #expect(refunds.refunded == 2000)
        }
    }

    /// What is wrong with a request, and how it is told.
    struct Fault: Sendable, CustomTestStringConvertible {
        let form: [String: String]
        let param: String?
        let code: String?
        var testDescription: String { "\(form)" }
    }

    @Test(arguments: [
        Fault(form: [:], param: "charge", code: "parameter_missing"),
        Fault(
            form: ["charge": "ch_x", "payment_intent": "pi_x"],
            param: "payment_intent",
            code: "parameters_exclusive"
        ),
        Fault(form: ["charge": "ch_unknown"], param: "charge", code: "resource_missing"),
        Fault(form: ["charge": "nonsense"], param: "charge", code: "resource_missing"),
        Fault(form: ["payment_intent": "pi_unknown"], param: "payment_intent", code: "resource_missing"),
        Fault(form: ["charge": "ch_x", "amount": "0"], param: "amount", code: "parameter_invalid_integer"),
        Fault(form: ["charge": "ch_x", "amount": "-5"], param: "amount", code: "parameter_invalid_integer"),
        Fault(form: ["charge": "ch_x", "amount": "1.5"], param: "amount", code: "parameter_invalid_integer"),
        Fault(form: ["charge": "ch_x", "reason": "changed_my_mind"], param: "reason", code: nil),
        Fault(form: ["charge": "ch_x", "colour": "red"], param: "colour", code: "parameter_unknown"),
        Fault(form: ["charge": "ch_x", "reverse_transfer": "true"], param: "reverse_transfer", code: nil),
        Fault(form: ["charge": "ch_x", "expand[0]": "customer"], param: "expand[0]", code: nil),
    ])
    func `a faulty request is refused by the name of its fault`(fault: Fault) async throws {
        try await RefundWorld.paid { refunds in
            let answer = try await refunds.post("/v1/refunds", fault.form, key: "faulty")
            #expect(answer.status == 400)
            #expect(answer.type == "invalid_request_error")
            #expect(answer.param == fault.param)
            #expect(answer.code == fault.code)
            // It may be mended under the same key.
            #expect(try await refunds.refund(100, key: "faulty").status == 200)
        }
    }

    @Test func `what nobody paid cannot be given back`() async throws {
        try await RefundWorld.paid { refunds in
            let world = refunds.world
            let session = try await world.openSession()
            _ = try await world.pay(session, last4: "0002")
            let failed = try #require(try await world.object("charge.failed", of: session)["id"] as? String)
            let byCharge = try await refunds.post("/v1/refunds", ["charge": failed])
            #expect(byCharge.status == 400)
            #expect(byCharge.code == "charge_not_refundable")
            let intent = try #require(try await world.session(session).progress.paymentIntent)
            let byIntent = try await refunds.post("/v1/refunds", ["payment_intent": intent])
            #expect(byIntent.status == 400)
            #expect(byIntent.code == "payment_intent_unexpected_state")
            #expect(refunds.outside.calls(of: "refund") == 0)
        }
    }

    @Test func `a key repeats its answer, also a refusal, and takes nothing else`() async throws {
        try await RefundWorld.paid { refunds in
            let first = try await refunds.refund(1500, key: "a")
            let again = try await refunds.refund(1500, key: "a")
            #expect(again.body == first.body)
            #expect(again.isReplay && !first.isReplay)
            let other = try await refunds.refund(200, key: "a")
            #expect(other.status == 400)
            #expect(other.type == "idempotency_error")
            let refused = try await refunds.refund(1000, key: "b")
            #expect(refused.status == 400)
            #expect(try await refunds.refund(1000, key: "b").body == refused.body)
            #expect(try await refunds.refund(1000, key: "b").isReplay)
            #expect(try await refunds.sums() == [2000, 1500, 0])
        }
    }

    @Test func `the messages carry what the API shows, and who asked`() async throws {
        try await RefundWorld.paid { refunds in
            let answer = try await refunds.refund(500, key: "told")
            let created = try await refunds.world.object("refund.created", of: refunds.session)
            #expect(created["status"] as? String == "pending")
            #expect(created["pending_reason"] as? String == "processing")
            let charge = try await refunds.world.object("charge.refunded", of: refunds.session)
            #expect(charge["amount_refunded"] as? Int == 500)
            let row = try await refunds.world.test.owner.one(
                "SELECT data, previous_attributes FROM messages.messages WHERE type = 'refund.updated'"
            )
            #expect(try row.get(0) == answer.body)
            #expect(try row.get(1) == #"{"pending_reason":"processing","status":"pending"}"#)
            let asked = try await refunds.world.test.owner.one(
                "SELECT idempotency_key, request_id IS NOT NULL FROM messages.messages WHERE type = 'refund.created'"
            )
            #expect(try asked.get(0) == "told")
            #expect(try asked.get(1))
        }
    }

    @Test func `a list can be narrowed and paged`() async throws {
        try await RefundWorld.paid { refunds in
            var ids: [String] = []
            for amount in [100, 200, 300] {
                refunds.world.clock.advance(by: 60)
                let id = try await refunds.refund(Int64(amount)).id
                ids.insert(id, at: 0)
            }
            func list(_ query: String) async throws -> [String] {
                let answer = try await refunds.get("/v1/refunds?\(query)")
                #expect(answer.json["object"] as? String == "list", "\(answer.body)")
                #expect(answer.json["url"] as? String == "/v1/refunds")
                return (answer.json["data"] as? [[String: any Sendable]] ?? []).compactMap { $0["id"] as? String }
            }
            #expect(try await list("") == ids)
            #expect(try await list("charge=\(refunds.charge)&limit=2") == Array(ids[..<2]))
            #expect(try await list("payment_intent=\(refunds.intent)&starting_after=\(ids[0])") == Array(ids[1...]))
            #expect(try await list("ending_before=\(ids[2])&limit=1") == [ids[1]])
            #expect(try await list("charge=ch_other").isEmpty)
            let second = Int64(Samples.now.timeIntervalSince1970) + 120
            #expect(try await list("created[gte]=\(second)") == Array(ids[..<2]))
            #expect(try await list("created[gt]=\(second)") == [ids[0]])
            #expect(try await list("created[lt]=\(second)") == [ids[2]])
            #expect(try await list("created=\(second)") == [ids[1]])
            #expect(try await list("created[gt]=9223372036854775807").isEmpty)
            #expect(try await list("created[lte]=9223372036854775807") == ids)
            #expect(try await list("created=-9223372036854775808").isEmpty)
            let unknown = try await refunds.get("/v1/refunds?starting_after=re_unknown")
            #expect(unknown.status == 400)
            #expect(unknown.code == "resource_missing")
            let missing = try await refunds.get("/v1/refunds/re_unknown")
            #expect(missing.status == 404)
            #expect(missing.code == "resource_missing")
        }
    }

    @Test func `notes are added, replaced and removed one by one, and each change is told once`() async throws {
        try await RefundWorld.paid { refunds in
            let id = try await refunds.refund(100, more: ["metadata[a]": "1", "metadata[b]": "2"]).id
            let changed = try await refunds.post(
                "/v1/refunds/\(id)",
                ["metadata[a]": "", "metadata[c]": "3"],
                key: "notes"
            )
            #expect(changed.json["metadata"] as? [String: String] == ["b": "2", "c": "3"])
            let repeated = try await refunds.post(
                "/v1/refunds/\(id)",
                ["metadata[a]": "", "metadata[c]": "3"],
                key: "notes"
            )
            #expect(repeated.body == changed.body)
            let row = try await refunds.world.test.owner.one(
                "SELECT previous_attributes FROM messages.messages WHERE previous_attributes LIKE '%metadata%'"
            )
            #expect(try row.get(0) == #"{"metadata":{"a":"1","b":"2"}}"#)
            let cleared = try await refunds.post("/v1/refunds/\(id)", ["metadata": ""])
            #expect(cleared.json["metadata"] as? [String: String] == [:])
            let faulty = try await refunds.post("/v1/refunds/\(id)", ["amount": "3"])
            #expect(faulty.code == "parameter_unknown")
            try await refunds.expectNumbered()
        }
    }

    @Test func `charge and payment intent are shown in full when that is asked for`() async throws {
        try await RefundWorld.paid { refunds in
            let answer = try await refunds.refund(500, more: ["expand[0]": "charge", "expand[1]": "payment_intent"])
            #expect((answer.json["charge"] as? [String: any Sendable])?["amount_refunded"] as? Int == 500)
            #expect((answer.json["payment_intent"] as? [String: any Sendable])?["status"] as? String == "succeeded")
        }
    }

    @Test func `the command names a payment by charge, intent or session`() async throws {
        try await RefundWorld.paid { refunds in
            for (number, payment) in [refunds.charge.rawValue, refunds.intent.rawValue, refunds.session.id.rawValue]
                .enumerated()
            {
                let call = #"{"payment": "\#(payment)", "amount": 100, "idempotency_key": "k\#(number)"}"#
                let answer = try await refunds.command(call)
                #expect(answer.status == 200, "\(answer.body)")
                #expect(answer.json["status"] as? String == "succeeded")
                #expect(try await refunds.command(call).body == answer.body)
            }
            #expect(try await refunds.sums() == [2000, 300, 0])
            let unknown = try await refunds.command(#"{"payment": "ch_unknown", "idempotency_key": "k"}"#)
            #expect(unknown.code == "resource_missing")
            let open = try await refunds.world.openSession().id
            let unpaid = try await refunds.command(#"{"payment": "\#(open)", "idempotency_key": "k"}"#)
            #expect(unpaid.code == "charge_not_refundable")
        }
    }
}
