import Foundation
import HTTPKit
import HTTPTypes
import Testing

@testable import SessionService

/// The same calls through every door: with the version in the path and without, as a form and as JSON.
@Suite struct DoorTests {
    @Test func `the paths without a version are the same calls`() async throws {
        try await MerchantAPI.run { api in
            let made = try await api.post("/checkout/sessions", SessionRequestTests.form.mapValues(Optional.some))
            #expect(made.status == 200)
            let (here, there) = ("/checkout/sessions/\(made.id)", "/v1/checkout/sessions/\(made.id)")
            #expect(try await api.get(here).body == api.get(there).body)
            let lines = try await api.get(here + "/line_items")
            #expect(try await lines.body == api.get(there + "/line_items").body)
            #expect(lines.json["url"] as? String == "/v1/checkout/sessions/\(made.id)/line_items")
            let list = try await api.get("/checkout/sessions?limit=1")
            #expect(list.json["url"] as? String == "/v1/checkout/sessions")
            #expect(try await api.get("/checkout/sessions", key: "sk_test_wrong").status == 401)
            #expect(try await api.post(here, ["metadata[a]": "1"]).status == 200)
            let key = "one-key"
            let expired = try await api.post(here + "/expire", idempotencyKey: key)
            #expect(expired.json["status"] as? String == "expired")
            #expect(try await api.post(there + "/expire", idempotencyKey: key).isReplay)
            #expect(try await api.get("/payment_intents/pi_1").status == 404)
        }
    }

    @Test func `JSON makes the session that a form makes`() async throws {
        try await MerchantAPI.run { api in
            let more = """
                , "metadata": {"order": 7, "gift": true, "none": null}, "cancel_url": null, "expand": ["line_items"],
                "payment_intent_data": {"description": "Order 7"}, "automatic_tax": {"enabled": false}, "locale": "de"
                """
            let made = try await api.post("/v1/checkout/sessions", raw: MerchantAPI.json(more))
            #expect(made.status == 200)
            #expect(made.json["metadata"] as? [String: String] == ["order": "7", "gift": "true"])
            #expect(made.json["cancel_url"] is NSNull)
            let items = (made.json["line_items"] as? [String: any Sendable])?["data"] as? [[String: any Sendable]]
            #expect(items?.first?["amount_total"] as? Int == 2000)
            let withCharset = try await api.post(
                "/checkout/sessions",
                raw: MerchantAPI.json(),
                type: "Application/JSON; charset=utf-8"
            )
            #expect(withCharset.status == 200)
        }
    }

    @Test(
        arguments: [
            (MerchantAPI.json(quantity: "0"), "line_items[0][quantity]", nil),
            (MerchantAPI.json(quantity: "1.5"), "line_items[0][quantity]", "parameter_invalid_integer"),
            (MerchantAPI.json(quantity: "null"), "line_items[0][quantity]", "parameter_invalid_empty"),
            (MerchantAPI.json(quantity: "{}"), "line_items[0][quantity]", nil),
            (MerchantAPI.json(#", "colour": "red""#), "colour", "parameter_unknown"),
            (
                MerchantAPI.json(#", "payment_intent_data": {"colour": 1}"#), "payment_intent_data[colour]",
                "parameter_unknown"
            ),
            (MerchantAPI.json(#", "custom_text": {"submit": {"message": "x"}}"#), "custom_text", nil),
            (MerchantAPI.json(#", "mode": "setup""#), "mode", nil),
            (#"{"mode": "payment", "success_url": "https://shop.example/ok"}"#, "line_items", "parameter_missing"),
            (
                #"{"mode": "payment", "success_url": "https://shop.example/ok", "line_items": []}"#, "line_items",
                "parameter_missing"
            ),
            (
                #"{"mode": "payment", "success_url": "https://shop.example/ok", "line_items": {"a": 1}}"#, "line_items",
                nil
            ),
            (#"{"mode": "payment", "success_url": ["https://shop.example/ok"]}"#, "success_url", nil),
            (
                #"{"mode": "payment", "success_url": "https://shop.example/ok", "line_items": [{"price_data": {}, "quantity": 1}]}"#,
                "line_items[0][price_data]", "parameter_missing"
            ),
            (
                #"{"mode": "payment", "success_url": "https://shop.example/ok", "line_items": [{"price_data": {"currency": 7, "unit_amount": 1, "product_data": {"name": "x"}}, "quantity": 1}]}"#,
                "line_items[0][price_data][currency]", nil
            ),
        ] as [(String, String, String?)]
    )
    func `errors in JSON have the names of a form`(json: String, param: String, code: String?) async throws {
        try await MerchantAPI.run { api in
            let refused = try await api.post("/v1/checkout/sessions", raw: json)
            #expect(refused.status == 400)
            #expect(refused.type == "invalid_request_error")
            #expect(refused.param == param)
            if let code { #expect(refused.code == code) }
        }
    }

    @Test func `a form and JSON that say the same are one idempotent request`() async throws {
        try await MerchantAPI.run { api in
            let form = try await api.create(["metadata[n]": "3"], idempotencyKey: "k")
            let same = MerchantAPI.json(#", "metadata": {"n": 3}, "cancel_url": null"#)
            let json = try await api.post("/checkout/sessions", raw: same, idempotencyKey: "k")
            #expect(json.isReplay)
            #expect(json.body == form.body)
            let other = MerchantAPI.json(#", "metadata": {"n": 4}"#)
            let refused = try await api.post("/v1/checkout/sessions", raw: other, idempotencyKey: "k")
            #expect(refused.type == "idempotency_error")
            #expect(try await api.count("checkout.sessions") == 1)
        }
    }

    @Test(arguments: ["text/plain", "multipart/form-data; boundary=x", "application/jsonx", "application/xml"])
    func `another kind of body is refused by its name`(type: String) async throws {
        try await MerchantAPI.run { api in
            let refused = try await api.post("/v1/checkout/sessions", raw: MerchantAPI.json(), type: type)
            #expect(refused.status == 400)
            #expect(refused.message.contains("application/json"))
            #expect(refused.message.contains(type.prefix { $0 != ";" }))
            // Without a body there is nothing to be read, whatever it is called.
            let id = try await api.create().id
            #expect(try await api.post("/v1/checkout/sessions/\(id)/expire", raw: "", type: type).status == 200)
        }
    }

    @Test(arguments: [
        ("line_items[0]", "line_items[1]"), ("line_items[5]", "line_items[12]"), ("line_items[]", "line_items[]"),
    ])
    func `lines are read in every spelling of a list`(first: String, second: String) async throws {
        try await MerchantAPI.run { api in
            func line(_ name: String, _ product: String, _ quantity: Int) -> String {
                "\(name)[price_data][currency]=eur&\(name)[price_data][unit_amount]=100"
                    + "&\(name)[price_data][product_data][name]=\(product)&\(name)[quantity]=\(quantity)"
            }
            let form =
                "mode=payment&success_url=https://shop.example/ok&expand[]=line_items&"
                + line(first, "A", 1) + "&" + line(second, "B", 2)
            let made = try await api.post(
                "/v1/checkout/sessions",
                raw: form,
                type: "application/x-www-form-urlencoded"
            )
            let items = (made.json["line_items"] as? [String: any Sendable])?["data"] as? [[String: any Sendable]]
            #expect(items?.compactMap { $0["description"] as? String } == ["A", "B"])
            #expect(made.json["amount_total"] as? Int == 300)
        }
    }
}
