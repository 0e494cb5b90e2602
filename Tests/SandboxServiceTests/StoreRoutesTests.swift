import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOHTTP1
import Secrets
import Synchronization
import Testing

@testable import SandboxService

@Suite struct StoreRoutesTests {
    private static let session = "cs_test_a1"
    private static let paid =
        #"{"id":"cs_test_a1","url":null,"status":"complete","payment_status":"paid","amount_total":2000,"currency":"eur"}"#
    private static let open =
        #"{"id":"cs_test_a1","url":"http://127.0.0.1:8081/c/pay/cs_test_a1","status":"open","payment_status":"unpaid"}"#

    /// What a merchant sees of Paydesk's API: answers by path, and the requests that came.
    private final class Paydesk: Sendable {
        let answer = Mutex(StoreRoutesTests.open)
        let creations = Mutex<[(key: String, body: String)]>([])

        /// Runs a sandbox whose store talks to this.
        func run(_ body: @Sendable @escaping (TestSandbox) async throws -> Void) async throws {
            let router = Router(context: PaydeskContext.self)
            router.post("/v1/checkout/sessions") { request, _ in
                let form = try await request.body.collect(upTo: 10_000)
                let key = request.headers[.idempotencyKey] ?? ""
                #expect(request.bearer == "sk_test_store")
                self.creations.withLock { $0.append((key, String(buffer: form))) }
                return Response(json: self.answer.withLock { $0 })
            }
            router.get("/v1/checkout/sessions/:id") { request, context in
                guard try context.parameters.require("id") == StoreRoutesTests.session else {
                    throw HTTPError(.notFound)
                }
                return Response(json: self.answer.withLock { $0 })
            }
            try await Application(router: router, logger: .quiet).test(.live) { client in
                try await TestSandbox.run(apiURL: "http://localhost:\(client.port ?? 0)", body)
            }
        }
    }

    private static func event(
        _ id: String,
        at seconds: Int64,
        secret: SecretString = TestSandbox.webhookSecret
    ) -> (
        body: String, headers: [String: String]
    ) {
        let body =
            #"{"id":"\#(id)","type":"checkout.session.completed","data":{"object":{"id":"cs_test_a1","#
            + #""object":"checkout.session","payment_status":"paid","amount_total":2000,"currency":"eur"}}}"#
        let code = Hex.encode(MAC.sha256(key: secret.bytes, Array("\(seconds).\(body)".utf8)))
        return (body, ["Stripe-Signature": "t=\(seconds),v1=\(code)"])
    }

    @Test func `without keys the store says so`() async throws {
        try await TestSandbox.run { sandbox in
            let page = try await sandbox.send(.GET, "/store")
            #expect(page.status == 503)
            #expect(page.text.contains("not configured"))
            #expect(try await sandbox.send(.POST, "/store/webhook", "{}").status == 503)
            #expect(try await sandbox.send(.GET, "/store/orders").text == "[]")
        }
    }

    @Test func `Buy makes a session under the order's key and goes there`() async throws {
        let paydesk = Paydesk()
        try await paydesk.run { sandbox in
            let page = try await sandbox.send(.GET, "/store")
            #expect(page.status == 200)
            #expect(page.text.contains(#"<button type="submit">Buy</button>"#))
            let order = try #require(page.text.firstMatch(of: /name="order" value="(ord_\w+)"/)?.1)
            for _ in 0..<2 {
                let answer = try await sandbox.send(.POST, "/store/buy", "order=\(order)")
                #expect(answer.status == 303)
                #expect(answer.headers.first(name: "location") == "http://127.0.0.1:8081/c/pay/cs_test_a1")
            }
            let creations = paydesk.creations.withLock { $0 }
            #expect(creations.map(\.key) == [String(order)])
            let form = try FormBody.parse(Array((creations.first?.body ?? "").utf8))
            #expect(FormBody.value("mode", in: form) == "payment")
            #expect(FormBody.value("line_items[0][price_data][unit_amount]", in: form) == "2000")
            #expect(
                FormBody.value("success_url", in: form)
                    == "http://127.0.0.1:8090/store/thanks?session_id={CHECKOUT_SESSION_ID}"
            )
            #expect(sandbox.orders.newestFirst.map(\.sessionID) == ["cs_test_a1"])
        }
    }

    @Test func `coming back proves nothing, the webhook does`() async throws {
        let paydesk = Paydesk()
        try await paydesk.run { sandbox in
            _ = try await sandbox.send(.POST, "/store/buy", "")
            let early = try await sandbox.send(.GET, "/store/thanks?session_id=cs_test_a1")
            #expect(early.text.contains("not complete"))
            #expect(sandbox.orders.newestFirst.first?.status == .created)
            paydesk.answer.withLock { $0 = Self.paid }
            let waiting = try await sandbox.send(.GET, "/store/thanks?session_id=cs_test_a1")
            #expect(waiting.text.contains("Payment received"))
            #expect(waiting.text.contains("store.js"))
            #expect(sandbox.orders.newestFirst.first?.fulfilledCount == 0)
            let event = Self.event("evt_1", at: sandbox.clock.seconds)
            for _ in 0..<3 {
                #expect(
                    try await sandbox.send(.POST, "/store/webhook", event.body, headers: event.headers).status == 200
                )
            }
            let done = try await sandbox.send(.GET, "/store/thanks?session_id=cs_test_a1")
            #expect(done.text.contains("on its way"))
            #expect(!done.text.contains("store.js"))
            let orders = try await sandbox.send(.GET, "/store/orders").text
            #expect(orders.contains(#""fulfilled_count":1"#))
            #expect(orders.contains(#""deliveries":3"#))
        }
    }

    @Test func `a webhook that is forged, stale or for another secret changes nothing`() async throws {
        try await Paydesk().run { sandbox in
            let now = sandbox.clock.seconds
            let good = Self.event("evt_1", at: now)
            let refused = [
                (good.body + " ", good.headers), (good.body, [:]), Self.event("evt_1", at: now - 301),
                Self.event("evt_1", at: now, secret: SecretString("whsec_other")),
            ]
            for (body, headers) in refused {
                let answer = try await sandbox.send(.POST, "/store/webhook", body, headers: headers)
                #expect(answer.status == 400)
                let code = try answer.json(TestSandbox.Envelope.self).error.code
                #expect(code?.hasPrefix("signature_") == true)
            }
            #expect(sandbox.orders.newestFirst.isEmpty)
            #expect(try await sandbox.send(.POST, "/store/webhook", good.body, headers: good.headers).status == 200)
            #expect(sandbox.orders.newestFirst.map(\.fulfilledCount) == [1])
        }
    }

    @Test func `an unknown session, a strange id and an API that is away are told apart`() async throws {
        let paydesk = Paydesk()
        try await paydesk.run { sandbox in
            #expect(try await sandbox.send(.GET, "/store/thanks?session_id=cs_test_other").status == 404)
            #expect(try await sandbox.send(.GET, "/store/thanks?session_id=../../etc").status == 404)
            #expect(try await sandbox.send(.GET, "/store/thanks").status == 404)
            paydesk.answer.withLock { $0 = "<html>" }
            let away = try await sandbox.send(.GET, "/store/thanks?session_id=cs_test_a1")
            #expect(away.text.contains("checking your payment"))
            let buy = try await sandbox.send(.POST, "/store/buy", "order=ord_abc")
            #expect(buy.status == 503)
            #expect(buy.text.contains(#"value="ord_abc""#))
        }
    }

    @Test func `the pages allow nothing foreign`() async throws {
        try await Paydesk().run { sandbox in
            let page = try await sandbox.send(.GET, "/store")
            let policy = page.headers.first(name: "content-security-policy") ?? ""
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("form-action 'self' http://127.0.0.1:8081"))
            #expect(!page.text.contains("style=\""))
            #expect(
                try await sandbox.send(.GET, "/store/store.css").headers.first(name: "content-type")?.hasPrefix(
                    "text/css"
                ) == true
            )
            #expect(try await sandbox.send(.GET, "/store/store.js").status == 200)
        }
    }
}
