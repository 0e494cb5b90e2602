import AsyncHTTPClient
import Foundation
import NIOCore
import Payments
import Postgres
import SessionService
import TestSupport

/// A merchant's server: makes sessions by the public API, and has an endpoint that keeps what it gets.
struct Merchants {
    /// A merchant in a fresh database; the answer is its secret key.
    static func make(in test: TestDatabase) async throws -> String {
        let database = test.database()
        let merchant = Merchant(
            id: .make(.system),
            name: "Cups & Co",
            brandColor: "#0a7d4f",
            supportEmail: nil,
            clockOffset: 0,
            created: Date()
        )
        try await MerchantStore(database).insert(merchant)
        let made = try await APIKeyStore(database).create(for: merchant.id, livemode: false, at: Date(), .system)
        await database.close()
        return made.key.withValue { $0 }
    }
}

extension Stack {
    /// A session, as the public API shows it.
    struct Session: Decodable {
        let id: String
        let url: String?
        let status: String
        let paymentStatus: String

        enum CodingKeys: String, CodingKey {
            case id, url, status
            case paymentStatus = "payment_status"
        }
    }

    /// One event, as the endpoint got it.
    struct Event: Decodable {
        struct Payload: Decodable {
            struct Object: Decodable {
                let id: String
            }

            let object: Object
        }

        let id: String
        let type: String
        let data: Payload
    }

    /// What the sandbox's inspector kept of a request.
    struct Delivery: Decodable {
        let body: String
    }

    /// An entry of the acquirer's own book.
    struct Entry: Decodable {
        let idempotencyKey: String
        let status: String
        let captured: Int64
        let voided: Bool

        enum CodingKeys: String, CodingKey {
            case status, captured, voided
            case idempotencyKey = "idempotency_key"
        }
    }

    nonisolated var api: String { "http://127.0.0.1:\(portBase)" }
    nonisolated var sandbox: String { "http://127.0.0.1:\(portBase + 10)" }

    /// A session for one cup at €20.00.
    func createSession() async throws -> Session {
        let form = [
            ("mode", "payment"), ("success_url", "https://shop.example/done?s={CHECKOUT_SESSION_ID}"),
            ("cancel_url", "https://shop.example/cart"), ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", "eur"), ("line_items[0][price_data][unit_amount]", "2000"),
            ("line_items[0][price_data][product_data][name]", "Cup"),
        ]
        return try await json(.post, "\(api)/v1/checkout/sessions", form)
    }

    func session(_ id: String) async throws -> Session {
        try await json(.get, "\(api)/v1/checkout/sessions/\(id)")
    }

    func expire(_ id: String) async throws -> Session {
        try await json(.post, "\(api)/v1/checkout/sessions/\(id)/expire", [])
    }

    /// Registers the sandbox's inspector as this merchant's endpoint.
    func registerEndpoint() async throws {
        let form = [("url", "\(sandbox)/inspect/merchant"), ("enabled_events[0]", "*")]
        let _: [String: Anything] = try await json(.post, "\(api)/v1/webhook_endpoints", form)
    }

    /// What the endpoint answers from now on.
    func endpointAnswers(_ status: Int) async throws {
        _ = try await send(.put, "\(sandbox)/inspect/merchant/behaviour", json: "{\"status\": \(status)}")
    }

    /// Every delivery attempt of an event about a session, oldest first: the bodies.
    func deliveries(of type: String, session: String) async throws -> [String] {
        let all: [Delivery] = try await json(.get, "\(sandbox)/inspect/merchant/requests")
        return try all.map(\.body).filter { body in
            let event = try JSONDecoder().decode(Event.self, from: Data(body.utf8))
            return event.type == type && event.data.object.id == session
        }
    }

    /// The next authorization goes wrong.
    func fault(_ kind: String, milliseconds: Int = 0) async throws {
        let match = #"{"operation": "authorize"}"#
        let fault = #"{"kind": "\#(kind)", "match": \#(match), "count": 1, "delay_ms": \#(milliseconds)}"#
        _ = try await send(.post, "\(sandbox)/acquirer/faults", json: fault)
    }

    /// What the acquirer's book says of a session.
    func ledger(_ session: String) async throws -> [Entry] {
        let all: [Entry] = try await json(.get, "\(sandbox)/acquirer/ledger")
        return all.filter { $0.idempotencyKey.hasPrefix(session) }
    }

    /// Charges that still stand at the acquirer.
    func standingCharges(_ session: String) async throws -> Int {
        try await ledger(session).count { $0.status != "declined" && !$0.voided }
    }
}

/// Any JSON value, which nobody looks at.
struct Anything: Decodable {
    init(from decoder: any Decoder) throws {}
}

extension Stack {
    /// Whether an attempt of the session has been stored.
    nonisolated func isBeingPaid(_ session: Session) async throws -> Bool {
        let owner = database.database()
        let row = try await owner.one(
            "SELECT count(*) FROM checkout.payment_attempts WHERE session = \(session.id)",
            access: .read
        )
        await owner.close()
        return try row.get(0, as: Int64.self) > 0
    }
}
