import AsyncHTTPClient
import Bootstrap
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Payments
import Postgres
import Synchronization
import TestSupport
import Testing
import WebhookService

@testable import SessionService

/// Merchants' half of session-api on a database of its own: the real router, the real tables, a clock that tests set.
struct MerchantAPI: Sendable {
    let database: TestDatabase
    let parts: SessionParts
    let clock: SettableClock
    let merchant: Merchant
    let key: String
    let client: any TestClientProtocol

    /// Lends one.
    static func run(
        liveAcquirer: Bool = false,
        _ body: @escaping @Sendable (MerchantAPI) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase(migrations: SessionMigrations.all + WebhookMigrations.all) { database in
            let clock = SettableClock(Date(timeIntervalSince1970: 1_800_000_000))
            let parts = try SessionParts(
                configuration: SessionConfiguration(settings(database, liveAcquirer: liveAcquirer)),
                database: database.database(role: "session_api"),
                clock: clock.clock,
                randomness: .system,
                wake: {}
            )
            let (merchant, key) = try await newMerchant(in: database, livemode: false, at: clock.clock.now)
            let router = HTTPListeners.makePublicRouter()
            // Nobody answers there: what merchants ask for here ends in the tables.
            let http = OutgoingHTTP().client
            parts.publicAPI(parts.payments(http, logger: .silent).refunds).add(to: router)
            try await Application(router: router).test(.router) { client in
                try await body(
                    MerchantAPI(
                        database: database,
                        parts: parts,
                        clock: clock,
                        merchant: merchant,
                        key: key,
                        client: client
                    )
                )
            }
            try await http.shutdown()
        }
    }

    private static func settings(_ database: TestDatabase, liveAcquirer: Bool) throws -> Settings {
        try Settings(environment: [
            "DATABASE_URL": database.url(role: "session_api"),
            "PAGE_URL": "http://127.0.0.1:8081",
            "SESSION_API_CREDENTIAL": "s",
            "HOSTED_PAGE_CREDENTIAL": "p",
            "DIRECTORY_SERVER_CREDENTIAL": "d",
            "TICKET_KEY": String(repeating: "7c", count: 32),
            "WEBHOOK_SECRETS_KEY": String(repeating: "5a", count: 32),
            "LIVE_ACQUIRER": liveAcquirer ? "bank" : "",
        ])
    }

    static func newMerchant(
        in database: TestDatabase,
        livemode: Bool,
        at now: Date
    ) async throws -> (Merchant, key: String) {
        let merchant = Merchant(id: .make(.system), name: "Demo", created: now)
        try await MerchantStore(database.owner).insert(merchant)
        let made = try await APIKeyStore(database.owner).create(for: merchant.id, livemode: livemode, at: now, .system)
        return (merchant, made.key.withValue { $0 })
    }

    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: String

        /// The object, or nothing for a body that is none.
        var json: [String: any Sendable] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: any Sendable] ?? [:]
        }

        var error: [String: any Sendable] { json["error"] as? [String: any Sendable] ?? [:] }
        var id: String { json["id"] as? String ?? "" }
        var code: String? { error["code"] as? String }
        var param: String? { error["param"] as? String }
        var type: String? { error["type"] as? String }
        var message: String { error["message"] as? String ?? "" }
        var isReplay: Bool { headers[.idempotentReplayed] == "true" }
    }

    func get(_ path: String, key: String? = nil, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, nil, key: key ?? self.key, headers: headers)
    }

    func delete(_ path: String) async throws -> Answer {
        try await send(.delete, path, nil, key: key, headers: [:])
    }

    func post(
        _ path: String,
        _ form: [String: String?] = [:],
        key: String? = nil,
        idempotencyKey: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        if let idempotencyKey { headers[.idempotencyKey] = idempotencyKey }
        return try await send(
            .post,
            path,
            Form.encode(form.compactMapValues { $0 }),
            key: key ?? self.key,
            headers: headers
        )
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String?,
        key: String?,
        headers: HTTPFields
    ) async throws -> Answer {
        var headers = headers
        if let key { headers[.authorization] = "Bearer \(key)" }
        if body != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let response = try await client.executeRequest(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        return Answer(
            status: response.status.code,
            headers: response.headers,
            body: String(buffer: response.body)
        )
    }

    /// Creates a session; `changes` replace parts of the least form.
    func create(
        _ changes: [String: String?] = [:],
        key: String? = nil,
        idempotencyKey: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var form: [String: String?] = SessionRequestTests.form
        for (name, value) in changes { form[name] = .some(value) }
        return try await post(
            "/v1/checkout/sessions",
            form,
            key: key,
            idempotencyKey: idempotencyKey,
            headers: headers
        )
    }

    func count(_ table: String) async throws -> Int {
        try await database.owner.one("SELECT count(*) FROM \(unescaped: table)").get(0)
    }
}

/// A clock that stands until it is set.
final class SettableClock: Sendable {
    private let time: Mutex<Date>

    init(_ now: Date) {
        time = Mutex(now)
    }

    var clock: WallClock { WallClock { self.time.withLock { $0 } } }

    func advance(by seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}
