import Foundation
import HTTPKit
import HTTPTypes
import Testing

@testable import SessionService

@Suite struct SessionUpdateTests {
    @Test func `notes are merged, taken away one by one, and all at once`() async throws {
        try await MerchantAPI.run { api in
            let made = try await api.create(["metadata[a]": "1", "metadata[b]": "2"])
            let path = "/v1/checkout/sessions/\(made.id)"
            func notes(_ answer: MerchantAPI.Answer) -> [String: String]? {
                answer.json["metadata"] as? [String: String]
            }
            let merged = try await api.post(path, ["metadata[b]": "3", "metadata[c]": "4"])
            #expect(notes(merged) == ["a": "1", "b": "3", "c": "4"])
            #expect(try await api.get(path).body == merged.body)
            #expect(notes(try await api.post(path, ["metadata[a]": ""])) == ["b": "3", "c": "4"])
            let json = try await api.post(path, raw: #"{"metadata": {"b": null, "d": 5}}"#)
            #expect(notes(json) == ["c": "4", "d": "5"])
            #expect(notes(try await api.post(path)) == ["c": "4", "d": "5"])
            #expect(notes(try await api.post(path, raw: #"{"metadata": {}}"#)) == ["c": "4", "d": "5"])
            #expect(notes(try await api.post(path, ["metadata": ""])) == [:])
            #expect(try await api.count("messages.messages") == 0)
        }
    }

    @Test func `a replay of the creation shows the notes of the creation`() async throws {
        try await MerchantAPI.run { api in
            let made = try await api.create(["metadata[a]": "1"], idempotencyKey: "k")
            _ = try await api.post("/v1/checkout/sessions/\(made.id)", ["metadata[a]": "2"])
            let again = try await api.create(["metadata[a]": "1"], idempotencyKey: "k")
            #expect(again.isReplay)
            #expect(again.body == made.body)
        }
    }

    @Test func `updates at once all count`() async throws {
        try await MerchantAPI.run { api in
            let path = "/v1/checkout/sessions/\(try await api.create().id)"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        let answer = try await api.post(path, ["metadata[k\(index)]": "x"])
                        #expect(answer.status == 200)
                    }
                }
                try await group.waitForAll()
            }
            #expect((try await api.get(path).json["metadata"] as? [String: String])?.count == 12)
        }
    }

    @Test func `an update is made once for each key`() async throws {
        try await MerchantAPI.run { api in
            let path = "/v1/checkout/sessions/\(try await api.create().id)"
            let first = try await api.post(path, ["metadata[a]": "1"], idempotencyKey: "k")
            _ = try await api.post(path, ["metadata[a]": "2"])
            let again = try await api.post(path, raw: #"{"metadata": {"a": "1"}}"#, idempotencyKey: "k")
            #expect(again.isReplay)
            #expect(again.body == first.body)
            #expect((try await api.get(path).json["metadata"] as? [String: String]) == ["a": "2"])
            // Taking a note away is something else than saying nothing of it.
            #expect(
                try await api.post(path, ["metadata[a]": "1", "metadata[b]": ""], idempotencyKey: "k").status == 400
            )
        }
    }

    @Test func `notes may be changed in every status`() async throws {
        try await MerchantAPI.run { api in
            let path = "/v1/checkout/sessions/\(try await api.create().id)"
            _ = try await api.post(path + "/expire")
            let noted = try await api.post(path, ["metadata[refunded]": "no"])
            #expect(noted.json["status"] as? String == "expired")
            #expect(noted.json["metadata"] as? [String: String] == ["refunded": "no"])
        }
    }

    @Test func `there are at most fifty notes after the change`() async throws {
        try await MerchantAPI.run { api in
            let notes = Dictionary(uniqueKeysWithValues: (0..<50).map { ("metadata[k\($0)]", "x" as String?) })
            let path = "/v1/checkout/sessions/\(try await api.create(notes).id)"
            let refused = try await api.post(path, ["metadata[one_more]": "x"])
            #expect(refused.status == 400)
            #expect(refused.param == "metadata")
            #expect(try await api.post(path, ["metadata[one_more]": "x", "metadata[k7]": ""]).status == 200)
        }
    }

    @Test(arguments: [
        ["collected_information[shipping_details][name]": "Jenny"], ["line_items[0][quantity]": "2"],
        ["payment_intent_data[description]": "x"], ["shipping_options[0][shipping_rate]": "shr_1"],
    ])
    func `what was fixed at creation is refused by name`(form: [String: String]) async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            let refused = try await api.post("/v1/checkout/sessions/\(id)", form.mapValues(Optional.some))
            #expect(refused.status == 400)
            #expect(refused.param == form.keys.first?.prefix { $0 != "[" }.description)
            #expect(refused.code == nil)
        }
    }

    @Test func `what is unknown, or somebody else's, is not changed`() async throws {
        try await MerchantAPI.run { api in
            let id = try await api.create().id
            let path = "/v1/checkout/sessions/\(id)"
            #expect(try await api.post(path, ["status": "complete"]).code == "parameter_unknown")
            let other = try await MerchantAPI.newMerchant(in: api.database, livemode: false, at: .now)
            let refused = try await api.post(path, ["metadata[a]": "1"], key: other.key)
            #expect(refused.status == 404)
            #expect(refused.code == "resource_missing")
            #expect(try await api.get(path).json["metadata"] as? [String: String] == [:])
        }
    }
}
