import Foundation
import HTTPKit
import Messages
import Payments
import Secrets
import Testing

@testable import WebhookService

@Suite(.timeLimit(.minutes(1))) struct `An attempt to deliver` {
    private let key: SealingKey
    private let endpoint = ID<Endpoint>(unchecked: "we_000000000000000000000000")
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let secret = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH"

    init() throws {
        key = try SealingKey(SecretBytes(Array(repeating: 3, count: 32)))
    }

    private func withSender<R>(
        targets: TestTargets = .loopback,
        timeout: Duration = .seconds(10),
        names: [String: [String]] = [:],
        _ body: (DeliverySender) async throws -> R
    ) async throws -> R {
        let now = now
        let table = names.mapValues { $0.compactMap { IPAddress($0) } }
        let clients = PinnedClients(connectTimeout: .seconds(2), connectionsPerHost: 8)
        let sender = DeliverySender(
            clients: clients,
            names: NameResolver { table[$0] ?? [] },
            policy: EgressPolicy(testTargets: targets),
            key: key,
            clock: WallClock { now },
            limits: DeliverySender.Limits(total: timeout)
        )
        let result: R
        do {
            result = try await body(sender)
        } catch {
            await clients.shutdown()
            throw error
        }
        await clients.shutdown()
        return result
    }

    private func delivery(
        to url: String,
        livemode: Bool = false,
        attempt: Int = 1,
        isEnabled: Bool = true,
        sealed: [UInt8]? = nil
    ) throws -> Delivery {
        let own = try WebhookSecret.seal(SecretString(secret), endpoint: endpoint, version: 1, with: key)
        return Delivery(
            lease: 1,
            endpoint: endpoint,
            messageID: Self.message.id,
            attempt: attempt,
            apiVersion: "2026-10-28.endive",
            pendingWebhooks: 1,
            target: .init(
                url: url,
                livemode: livemode,
                isEnabled: isEnabled,
                secrets: [(version: 1, sealed: sealed ?? own)]
            ),
            message: Self.message,
            age: .zero
        )
    }

    private static let message = Message(
        id: Randomness.seeded(1).uuidV7(at: Date(timeIntervalSince1970: 1_800_000_000)),
        merchant: "acct_1",
        livemode: false,
        session: "cs_test_1",
        sequence: 1,
        type: "checkout.session.completed",
        data: #"{"id":"cs_test_1","name":"Zürich"}"#,
        createdAt: Date(timeIntervalSince1970: 1_800_000_000)
    )

    @Test func `carries the event, both signatures and our name`() async throws {
        try await Receiver.with({ _, _ in .status(200, body: "thanks") }) { receiver in
            let result = try await withSender { try await $0.send(delivery(to: receiver.url)) }
            #expect(result.isDelivered)
            #expect(result.response == "thanks")
            var requests = receiver.deliveries.makeAsyncIterator()
            let request = try #require(await requests.next())
            let body = EventEnvelope.body(of: Self.message, apiVersion: "2026-10-28.endive", pendingWebhooks: 1)
            #expect(request.path == "/hook")
            #expect(String(decoding: request.body, as: UTF8.self) == body)
            #expect(request.header("Content-Type") == "application/json; charset=utf-8")
            #expect(request.header("User-Agent")?.hasPrefix("Paydesk/") == true)
            let signature = WebhookSignature(
                body: request.body,
                timestamp: 1_800_000_000,
                secrets: [SecretString(secret)]
            )
            let id = EventID.text(Self.message.id)
            #expect(request.header("Stripe-Signature") == signature.dialect)
            #expect(request.header("webhook-id") == id)
            #expect(request.header("webhook-timestamp") == "1800000000")
            #expect(request.header("webhook-signature") == signature.standard(id: id))
            #expect(request.header("Cookie") == nil)
            #expect(TraceContext(traceparent: request.header("traceparent")) != nil)
        }
    }

    @Test func `takes a redirect for a failure and does not follow it`() async throws {
        try await Receiver.with({ number, _ in
            number == 1 ? .status(307, ["Location": "/elsewhere"]) : .status(200)
        }) { receiver in
            let result = try await withSender { try await $0.send(delivery(to: receiver.url)) }
            #expect(result.status == 307)
            #expect(!result.isDelivered)
            var requests = receiver.deliveries.makeAsyncIterator()
            #expect(await requests.next()?.path == "/hook")
            // The next request that arrives is ours, not the redirect's.
            _ = try await withSender { try await $0.send(delivery(to: receiver.url + "/second")) }
            #expect(await requests.next()?.path == "/hook/second")
        }
    }

    @Test func `ends at its deadline when the receiver hangs`() async throws {
        try await Receiver.with({ _, _ in .hang }) { receiver in
            let result = try await withSender(timeout: .milliseconds(200)) {
                try await $0.send(delivery(to: receiver.url))
            }
            #expect(result.failure == .timeout)
            #expect(result.isTimeout)
            #expect(result.duration >= .milliseconds(200))
            #expect(result.duration < .seconds(5))
        }
    }

    @Test func `keeps the first 4 KiB of a body without end`() async throws {
        try await Receiver.with({ _, _ in .endless }) { receiver in
            let result = try await withSender { try await $0.send(delivery(to: receiver.url)) }
            #expect(result.isDelivered)
            #expect(result.response == String(repeating: "a", count: 4096))
        }
    }

    @Test func `records text that the database takes and that holds no card number`() async throws {
        let body = "\0\u{1} 4242 4242 4242 4242 ü"
        try await Receiver.with({ _, _ in .status(500, ["Retry-After": "17"], body: body) }) { receiver in
            let result = try await withSender { try await $0.send(delivery(to: receiver.url)) }
            let response = try #require(result.response)
            #expect(!response.contains("\0"))
            #expect(!response.contains("4242 4242 4242"))
            #expect(response.hasSuffix("ü"))
            #expect(result.retryAfter == .seconds(17))
        }
    }

    @Test(
        arguments: [
            Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), Array("HTTP/1.1 abc\r\n\r\n".utf8), [0, 255, 254, 13, 10], [],
            Array("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n".utf8),
        ]
    )
    func `fails when what comes back is not HTTP`(_ bytes: [UInt8]) async throws {
        let server = try #require(GarbageServer(bytes))
        let result = try await withSender { try await $0.send(delivery(to: "http://127.0.0.1:\(server.port)/")) }
        #expect(result.status == nil)
        #expect(result.failure == .invalidAnswer || result.failure == .connectionFailed)
    }

    @Test func `fails when the receiver does not speak TLS`() async throws {
        let server = try #require(GarbageServer(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)))
        let result = try await withSender { try await $0.send(delivery(to: "https://127.0.0.1:\(server.port)/")) }
        #expect(result.failure == .tlsFailed)
    }

    @Test func `fails at once when nobody listens`() async throws {
        let port = try #require(GarbageServer([])).port
        let result = try await withSender { try await $0.send(delivery(to: "http://127.0.0.1:\(port)/")) }
        #expect(result.failure == .connectionFailed)
        #expect(result.duration < .seconds(2))
    }

    @Test func `connects to the address that was checked, under the name that was asked for`() async throws {
        try await Receiver.with({ _, _ in .status(200) }) { receiver in
            // A name that nobody else can resolve.
            let url = "http://shop.test:\(receiver.port)/"
            let result = try await withSender(targets: .privateNetworks, names: ["shop.test": ["127.0.0.1"]]) {
                try await $0.send(delivery(to: url))
            }
            #expect(result.isDelivered)
            var requests = receiver.deliveries.makeAsyncIterator()
            #expect(await requests.next()?.authority == "shop.test:\(receiver.port)")
        }
    }

    @Test(
        arguments: [
            (["10.0.0.1"], false), (["93.184.216.34", "10.0.0.1"], false), (["169.254.169.254"], false),
            (["127.0.0.1"], true), (["::1"], true), (["93.184.216.34", "::ffff:127.0.0.1"], true),
        ]
    )
    func `goes nowhere when any address of the name is not permitted`(
        _ addresses: [String],
        _ livemode: Bool
    ) async throws {
        let result = try await withSender(names: ["shop.example": addresses]) {
            try await $0.send(delivery(to: "https://shop.example/", livemode: livemode))
        }
        #expect(result.failure == .addressNotAllowed)
    }

    @Test func `goes nowhere for a URL that is not permitted any more`() async throws {
        try await withSender { sender in
            let plain = try await sender.send(delivery(to: "http://shop.example/", livemode: true))
            #expect(plain.failure == .urlNotAllowed)
            let unknown = try await sender.send(delivery(to: "https://nowhere.example/"))
            #expect(unknown.failure == .nameNotFound)
        }
        let strict = try await withSender(targets: .none) { try await $0.send(delivery(to: "http://127.0.0.1:9/")) }
        #expect(strict.failure == .addressNotAllowed)
    }

    @Test func `sends nothing unsigned, and nothing to an endpoint that is off`() async throws {
        try await withSender { sender in
            let foreign = Array(repeating: UInt8(1), count: 40)
            let unsigned = try await sender.send(delivery(to: "http://127.0.0.1:9/", sealed: foreign))
            #expect(unsigned.failure == .secretUnreadable)
            let disabled = try await sender.send(delivery(to: "http://127.0.0.1:9/", isEnabled: false))
            #expect(disabled.failure == .endpointDisabled)
        }
    }
}
