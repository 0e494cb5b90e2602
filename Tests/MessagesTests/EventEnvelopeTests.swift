import Foundation
import Messages
import Testing

@Suite struct `The envelope of an event` {
    private let message = Message(
        id: UUID(uuid: (1, 162, 0, 141, 116, 0, 112, 1, 128, 2, 3, 4, 5, 6, 7, 8)),
        merchant: "acct_1",
        livemode: false,
        session: "cs_test_1",
        sequence: 3,
        type: "checkout.session.completed",
        data:
            #"{"id":"cs_test_1","amount_total":2000,"rate":1.10,"empty":{},"none":[],"note":"a \"b\" {c: [d]}, \u00fc","list":[1,{"x":null}]}"#,
        requestID: "req_1",
        idempotencyKey: "a\"b\\c\nd\u{1}",
        createdAt: Date(timeIntervalSince1970: 1_700_000_000.9)
    )

    @Test func `is laid out with two spaces and copies what it does not own`() {
        let body = EventEnvelope.body(of: message, apiVersion: "2026-10-28.endive", pendingWebhooks: 2)
        #expect(
            body == #"""
                {
                  "id": "evt_000351hmrDMaYDTDvhZJlKbg",
                  "object": "event",
                  "api_version": "2026-10-28.endive",
                  "created": 1700000000,
                  "data": {
                    "object": {
                      "id": "cs_test_1",
                      "amount_total": 2000,
                      "rate": 1.10,
                      "empty": {},
                      "none": [],
                      "note": "a \"b\" {c: [d]}, \u00fc",
                      "list": [
                        1,
                        {
                          "x": null
                        }
                      ]
                    }
                  },
                  "livemode": false,
                  "pending_webhooks": 2,
                  "request": {
                    "id": "req_1",
                    "idempotency_key": "a\"b\\c\nd\u0001"
                  },
                  "type": "checkout.session.completed"
                }
                """#
        )
    }

    @Test func `is the same however the object's white space stood`() throws {
        let spread = copy(data: message.data.replacing(",\"", with: " ,\n\t \""))
        #expect(spread.data != message.data)
        #expect(
            EventEnvelope.body(of: spread, apiVersion: "v", pendingWebhooks: 1)
                == EventEnvelope.body(of: message, apiVersion: "v", pendingWebhooks: 1)
        )
    }

    @Test func `shows previous attributes beside the object and null for no request`() throws {
        let updated = copy(data: "{}", previous: #"{"status":"open"}"#)
        let body = EventEnvelope.body(of: updated, apiVersion: "v", pendingWebhooks: 0)
        #expect(
            body.contains("\"object\": {},\n    \"previous_attributes\": {\n      \"status\": \"open\"\n    }\n  },")
        )
        #expect(body.contains("\"request\": null,"))
    }

    @Test func `is JSON that reads back to the same values`() throws {
        let body = EventEnvelope.body(of: message, apiVersion: "v", pendingWebhooks: 1)
        let read = try #require(JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        let data = try #require(read["data"] as? [String: Any])
        let original = try #require(JSONSerialization.jsonObject(with: Data(message.data.utf8)) as? NSDictionary)
        #expect(data["object"] as? NSDictionary == original)
        #expect((read["request"] as? [String: String])?["idempotency_key"] == message.idempotencyKey)
    }

    private func copy(data: String, previous: String? = nil) -> Message {
        Message(
            id: message.id,
            merchant: message.merchant,
            livemode: message.livemode,
            session: message.session,
            sequence: message.sequence,
            type: message.type,
            data: data,
            previousAttributes: previous,
            requestID: previous == nil ? message.requestID : nil,
            idempotencyKey: previous == nil ? message.idempotencyKey : nil,
            createdAt: message.createdAt
        )
    }
}
