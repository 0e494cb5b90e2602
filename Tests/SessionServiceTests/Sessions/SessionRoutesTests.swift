import Foundation
import HTTPKit
import HTTPTypes
import Payments
import TestSupport
import Testing

@testable import SessionService

@Suite struct SessionRoutesTests {
    @Test func `a session is created, and reads the same afterwards`() async throws {
        try await MerchantAPI.run { api in
            let made = try await api.create(["metadata[order]": "7", "customer_email": "a@b.example"])
            #expect(made.status == 200)
            #expect(made.id.hasPrefix("cs_test_"))
            #expect(made.id.utf8.count == 66)
            #expect(made.json["url"] as? String == "http://127.0.0.1:8081/c/pay/\(made.id)")
            #expect(made.json["status"] as? String == "open")
            #expect(made.json["payment_status"] as? String == "unpaid")
            #expect(made.json["amount_total"] as? Int == 2000)
            #expect(made.json["expires_at"] as? Int == 1_800_001_800)
            #expect(made.json["created"] as? Int == 1_800_000_000)
            #expect(made.json["metadata"] as? [String: String] == ["order": "7"])
            #expect(made.json["line_items"] == nil)
            #expect(made.headers[.requestID]?.hasPrefix("req_") == true)
            let read = try await api.get("/v1/checkout/sessions/\(made.id)")
            #expect(read.body == made.body)
        }
    }

    @Test func `text comes back as it was sent`() async throws {
        try await MerchantAPI.run { api in
            let text = "Ü \"quotes\" \\ <b> & 日本 \u{1F6D2} \n tab\t \u{7f}"
            let made = try await api.create([
                "line_items[0][price_data][product_data][name]": text, "metadata[note]": text,
                "payment_intent_data[description]": text, "expand[]": "line_items",
            ])
            #expect((made.json["metadata"] as? [String: String])?["note"] == text)
            let read = try await api.get("/v1/checkout/sessions/\(made.id)?expand%5B%5D=line_items")
            #expect(read.body == made.body)
            let items = (read.json["line_items"] as? [String: any Sendable])?["data"] as? [[String: any Sendable]]
            #expect(items?.first?["description"] as? String == text)
        }
    }

    @Test func `what is expanded is shown in full, what cannot be is refused`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            let read = try await api.get("/v1/checkout/sessions/\(id)?expand[0]=line_items")
            let list = read.json["line_items"] as? [String: any Sendable]
            #expect(list?["url"] as? String == "/v1/checkout/sessions/\(id)/line_items")
            #expect((list?["data"] as? [any Sendable])?.count == 1)
            let refused = try await api.get("/v1/checkout/sessions/\(id)?expand[]=amount_total")
            #expect(refused.status == 400)
            #expect(refused.param == "expand[0]")
        }
    }

    @Test func `the mode of the page has the name of the version that is spoken`() async throws {
        try await MerchantAPI.run { api in
            let old: HTTPFields = [.stripeVersion: "2025-09-30.clover"]
            let made = try await api.create(headers: old)
            #expect(made.json["ui_mode"] as? String == "hosted")
            #expect(made.headers[.stripeVersion] == "2025-09-30.clover")
            #expect(try await api.get("/v1/checkout/sessions/\(made.id)").json["ui_mode"] as? String == "hosted_page")
            let wrong = try await api.create(headers: [.stripeVersion: "yesterday"])
            #expect(wrong.status == 400)
        }
    }

    @Test func `lines are paged`() async throws {
        try await MerchantAPI.run { api in
            var changes: [String: String?] = [:]
            for index in 0..<12 {
                changes["line_items[\(index)][price_data][currency]"] = "eur"
                changes["line_items[\(index)][price_data][unit_amount]"] = "100"
                changes["line_items[\(index)][price_data][product_data][name]"] = "n\(index)"
                changes["line_items[\(index)][quantity]"] = "1"
            }
            let path = "/v1/checkout/sessions/\(try await api.create(changes).id)/line_items"
            let first = try await api.get(path)
            #expect(names(first) == (0..<10).map { "n\($0)" })
            #expect(first.json["has_more"] as? Bool == true)
            let last = try #require(ids(first).last)
            let second = try await api.get("\(path)?limit=5&starting_after=\(last)")
            #expect(names(second) == ["n10", "n11"])
            #expect(second.json["has_more"] as? Bool == false)
            let back = try await api.get("\(path)?limit=2&ending_before=\(try #require(ids(second).first))")
            #expect(names(back) == ["n8", "n9"])
            #expect(try await api.get("\(path)?limit=0").param == "limit")
            #expect(try await api.get("\(path)?starting_after=li_none").code == "resource_missing")
        }
    }

    @Test func `a session of another merchant, or of the other mode, does not exist`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            let other = try await MerchantAPI.newMerchant(in: api.database, livemode: false, at: .now)
            let live = try await APIKeyStore(api.database.owner).create(
                for: api.merchant.id,
                livemode: true,
                at: .now,
                .system
            )
            for key in [other.key, live.key.withValue({ $0 })] {
                let read = try await api.get("/v1/checkout/sessions/\(id)", key: key)
                #expect(read.status == 404)
                #expect(read.code == "resource_missing")
                let expired = try await api.post("/v1/checkout/sessions/\(id)/expire", key: key)
                #expect(expired.status == 404)
            }
            #expect(try await api.get("/v1/checkout/sessions/\(id)").json["status"] as? String == "open")
        }
    }

    @Test func `a live session needs an acquirer`() async throws {
        for hasAcquirer in [false, true] {
            try await MerchantAPI.run(liveAcquirer: hasAcquirer) { api in
                let live = try await APIKeyStore(api.database.owner).create(
                    for: api.merchant.id,
                    livemode: true,
                    at: .now,
                    .system
                )
                let made = try await api.create(key: live.key.withValue { $0 })
                #expect(made.status == (hasAcquirer ? 200 : 400))
                #expect(hasAcquirer ? made.id.hasPrefix("cs_live_") : made.message.contains("acquirer"))
            }
        }
    }

    @Test func `errors have the dialect's envelope`() async throws {
        try await MerchantAPI.run { api in
            let missing = try await api.get("/v1/checkout/sessions/cs_test_none")
            #expect(
                missing.body
                    == #"{"error":{"code":"resource_missing","message":"No such checkout.session: 'cs_test_none'","param":"session","type":"invalid_request_error"}}"#
            )
            let nowhere = try await api.get("/v1/nothing")
            #expect(nowhere.status == 404)
            #expect(nowhere.type == "invalid_request_error")
            #expect(nowhere.headers[.requestID] != nil)
            let wrongForm = try await api.send(
                .post,
                "/v1/checkout/sessions",
                "{}",
                key: api.key,
                headers: [.contentType: "application/json"]
            )
            #expect(wrongForm.status == 400)
            let large = try await api.create(["metadata[k]": String(repeating: "x", count: 1024 * 1024)])
            #expect(large.status == 413)
        }
    }

    @Test func `a card number is never repeated, not even where it is an id`() async throws {
        try await MerchantAPI.run { api in
            for answer in [
                try await api.get("/v1/checkout/sessions/4242424242424242"),
                try await api.get("/v1/checkout/sessions/x?expand[]=4242424242424242"),
                try await api.create(["client_reference_id": "4242 4242 4242 4242"]),
                try await api.create(["4242424242424242": "x"]),
                try await api.create(idempotencyKey: "4242424242424242"),
            ] {
                #expect(answer.status >= 400)
                #expect(!answer.body.contains("4242424242424242"))
                #expect(!answer.body.contains("4242 4242 4242 4242"))
            }
            #expect(try await api.count("checkout.sessions") == 0)
        }
    }

    private func items(_ answer: MerchantAPI.Answer) -> [[String: any Sendable]] {
        answer.json["data"] as? [[String: any Sendable]] ?? []
    }

    private func names(_ answer: MerchantAPI.Answer) -> [String] {
        items(answer).compactMap { $0["description"] as? String }
    }

    private func ids(_ answer: MerchantAPI.Answer) -> [String] {
        items(answer).compactMap { $0["id"] as? String }
    }
}
