import Foundation
import HTTPKit
import Messages
import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

@Suite struct EndpointRoutesTests {
    static let form: [String: String?] = [
        "url": "https://shop.example/hook", "enabled_events[0]": "checkout.session.completed",
        "enabled_events[1]": "checkout.session.expired",
    ]

    @Test func `an endpoint shows its secret once`() async throws {
        try await MerchantAPI.run { api in
            let made = try await api.post("/v1/webhook_endpoints", Self.form)
            #expect(made.status == 200)
            #expect(made.id.hasPrefix("we_"))
            let secret = try #require(made.json["secret"] as? String)
            #expect(secret.hasPrefix("whsec_"))
            #expect(secret.utf8.count == 38)
            let read = try await api.get("/v1/webhook_endpoints/\(made.id)")
            #expect(read.json["secret"] == nil)
            #expect(read.json["url"] as? String == "https://shop.example/hook")
            #expect(
                read.json["enabled_events"] as? [String] == ["checkout.session.completed", "checkout.session.expired"]
            )
            #expect(read.json["status"] as? String == "enabled")
        }
    }

    @Test func `a repeated request gets the secret again, which is kept sealed only`() async throws {
        try await MerchantAPI.run { api in
            let first = try await api.post("/v1/webhook_endpoints", Self.form, idempotencyKey: "k1")
            let again = try await api.post("/v1/webhook_endpoints", Self.form, idempotencyKey: "k1")
            #expect(again.body == first.body)
            #expect(again.isReplay)
            #expect(try await api.count("messages.endpoints") == 1)
            let kept: String = try await api.database.owner.one("SELECT body FROM checkout.idempotency_keys").get(0)
            #expect(!kept.contains("whsec_"))
        }
    }

    @Test func `endpoints are listed newest first, and go away`() async throws {
        try await MerchantAPI.run { api in
            var ids: [String] = []
            for _ in 0..<3 { ids.append(try await api.post("/v1/webhook_endpoints", Self.form).id) }
            let list = try await api.get("/v1/webhook_endpoints?limit=2")
            #expect(Self.ids(list) == [ids[2], ids[1]])
            #expect(list.json["has_more"] as? Bool == true)
            #expect(Self.ids(try await api.get("/v1/webhook_endpoints?starting_after=\(ids[1])")) == [ids[0]])
            let gone = try await api.delete("/v1/webhook_endpoints/\(ids[0])")
            #expect(gone.body == #"{"id":"\#(ids[0])","object":"webhook_endpoint","deleted":true}"#)
            #expect(try await api.get("/v1/webhook_endpoints/\(ids[0])").status == 404)
            #expect(try await api.delete("/v1/webhook_endpoints/\(ids[0])").status == 404)
        }
    }

    @Test func `the seventeenth endpoint is refused`() async throws {
        try await MerchantAPI.run { api in
            for _ in 0..<Endpoint.limit {
                let made = try await api.post("/v1/webhook_endpoints", Self.form)
                #expect(made.status == 200)
            }
            let refused = try await api.post("/v1/webhook_endpoints", Self.form)
            #expect(refused.status == 400)
            #expect(refused.message.contains("16"))
        }
    }

    @Test(
        arguments: [
            ("url", nil, "url", "parameter_missing"), ("url", "ftp://x.example", "url", "url_invalid"),
            ("url", "http://shop.example/hook", "url", "url_invalid"),
            ("enabled_events[0]", "nonsense", "enabled_events[0]", nil),
            ("enabled_events", "*", "enabled_events", nil), ("api_version", "new", "api_version", nil),
            ("color", "red", "color", "parameter_unknown"),
        ] as [(String, String?, String, String?)]
    )
    func `a fault is named`(_ name: String, _ value: String?, _ param: String, _ code: String?) async throws {
        try await MerchantAPI.run { api in
            var form = Self.form
            if name == "enabled_events" { form = ["url": "https://shop.example/hook"] }
            form[name] = .some(value)
            let refused = try await api.post("/v1/webhook_endpoints", form)
            #expect(refused.status == 400)
            #expect(refused.param == param)
            #expect(refused.code == code)
        }
    }

    @Test func `an endpoint needs event types`() async throws {
        try await MerchantAPI.run { api in
            let refused = try await api.post("/v1/webhook_endpoints", ["url": "https://shop.example/hook"])
            #expect(refused.param == "enabled_events")
        }
    }

    @Test func `in test mode this machine may be called by plain http`() async throws {
        try await MerchantAPI.run { api in
            let made = try await api.post(
                "/v1/webhook_endpoints",
                ["url": "http://127.0.0.1:8090/inspect/x", "enabled_events[]": "*"]
            )
            #expect(made.status == 200)
            #expect(made.json["enabled_events"] as? [String] == ["*"])
        }
    }

    private static func ids(_ list: MerchantAPI.Answer) -> [String] {
        (list.json["data"] as? [[String: any Sendable]] ?? []).compactMap { $0["id"] as? String }
    }
}
