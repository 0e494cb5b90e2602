import Foundation
import NIOCore
import NIOHTTP1
import Payments
import Testing

@testable import SandboxService

@Suite(.timeLimit(.minutes(1))) struct InspectTests {
    struct Recorded: Decodable {
        let method: String
        let path: String
        let query: String
        let headers: [String: String]
        let body: String?
        let body_base64: String?
        let received_at: Double
    }

    @Test func `any request is recorded with its exact body`() async throws {
        try await TestSandbox.run { sandbox in
            let body = "{\n  \"name\": \"Zürich\"\n}"
            let answer = try await sandbox.send(
                .POST,
                "/inspect/hook/deep/path?a=1&b=%20",
                body,
                headers: ["Stripe-Signature": "t=1,v1=ab"]
            )
            #expect(answer.status == 200)
            _ = try await sandbox.send(.GET, "/inspect/hook")
            _ = try await sandbox.send(.PATCH, "/inspect/hook/requests", "x")
            let requests = try await sandbox.send(.GET, "/inspect/hook/requests").json([Recorded].self)
            #expect(requests.map(\.method) == ["POST", "GET", "PATCH"])
            let first = try #require(requests.first)
            #expect(first.path == "/inspect/hook/deep/path")
            #expect(first.query == "a=1&b=%20")
            #expect(first.headers["Stripe-Signature"] == "t=1,v1=ab")
            #expect(first.headers["Host"]?.hasPrefix("localhost") == true)
            #expect(first.body == body)
            #expect(first.received_at == Double(sandbox.clock.seconds))
            #expect(try await sandbox.send(.GET, "/inspect/other/requests").text == "[]")
        }
    }

    @Test func `a body that is no text is shown in base64`() throws {
        let request = RecordedRequest(
            method: "PUT",
            path: "/inspect/a",
            query: "",
            headers: [("A", "1"), ("A", "2")],
            body: [0xFF, 0x00],
            receivedAt: IssuerTests.now
        )
        let data = try JSONEncoder().encode(RecordedBody(request))
        let decoded = try JSONDecoder().decode(Recorded.self, from: data)
        #expect(decoded.body == nil)
        #expect(decoded.body_base64 == "/wA=")
        #expect(decoded.headers == ["A": "1, 2"])
    }

    @Test func `the behaviour decides the answer, and clearing forgets all`() async throws {
        try await TestSandbox.run { sandbox in
            let set = try await sandbox.send(.PUT, "/inspect/hook/behaviour", #"{"status":503,"delay_ms":1}"#)
            #expect(set.status == 200)
            #expect(try await sandbox.send(.POST, "/inspect/hook", "x").status == 503)
            #expect(try await sandbox.send(.POST, "/inspect/else", "x").status == 200)
            let shown = try await sandbox.send(.GET, "/inspect/hook/behaviour").text
            #expect(shown == #"{"delay_ms":1,"hang":false,"status":503}"#)
            _ = try await sandbox.send(.DELETE, "/inspect/hook")
            #expect(try await sandbox.send(.GET, "/inspect/hook/requests").text == "[]")
            #expect(try await sandbox.send(.POST, "/inspect/hook", "x").status == 200)
        }
    }

    @Test func `a hanging receiver records and never answers`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.send(.PUT, "/inspect/hook/behaviour", #"{"hang":true}"#)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: (any Error).self) { try await sandbox.send(.POST, "/inspect/hook", "x") }
                }
                while try await sandbox.send(.GET, "/inspect/hook/requests").text == "[]" { await Task.yield() }
                group.cancelAll()
            }
        }
    }

    @Test(arguments: [
        (#"{"status":99}"#, "status"), (#"{"status":"500"}"#, "status"), (#"{"delay_ms":-5}"#, "delay_ms"),
        (#"{"hang":1}"#, "hang"), (#"{"delay":5}"#, "delay"),
    ])
    func `a wrong field of a behaviour is named`(_ body: String, _ param: String) async throws {
        try await TestSandbox.run { sandbox in
            let answer = try await sandbox.send(.PUT, "/inspect/hook/behaviour", body)
            #expect(answer.status == 400)
            #expect(try answer.json(TestSandbox.Envelope.self).error.param == param)
        }
    }

    @Test func `names, requests and bytes are bounded`() async throws {
        let inspector = Inspector()
        func request(_ bytes: Int) -> RecordedRequest {
            RecordedRequest(
                method: "POST",
                path: "/",
                query: "",
                headers: [],
                body: [UInt8](repeating: 1, count: bytes),
                receivedAt: IssuerTests.now
            )
        }
        for number in 0..<1010 { #expect(inspector.record(request(number), as: "many") != nil) }
        let kept = inspector.requests("many")
        #expect(kept.count == Inspector.Limits.requestsPerName)
        #expect(kept.first?.body.count == 10)
        for _ in 0..<20 { #expect(inspector.record(request(1 << 20), as: "large") != nil) }
        #expect(inspector.requests("large").count == 15)
        for number in 0..<98 { #expect(inspector.record(request(0), as: "name-\(number)") != nil) }
        #expect(inspector.record(request(0), as: "one too many") == nil)
        #expect(!inspector.set(InspectBehaviour(), for: "one too many"))
        inspector.clear("large")
        #expect(inspector.record(request(0), as: "one too many") != nil)
    }

    @Test func `a body over a mebibyte and a strange name are refused`() async throws {
        try await TestSandbox.run { sandbox in
            let large = String(repeating: "x", count: (1 << 20) + 1)
            let tooLarge = try await sandbox.send(.POST, "/inspect/hook", large)
            #expect(tooLarge.status == 413)
            let strange = try await sandbox.send(.POST, "/inspect/a%20b", "x")
            #expect(strange.status == 400)
        }
    }
}
