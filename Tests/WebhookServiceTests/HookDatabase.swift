import Foundation
import Messages
import Payments
import Postgres
import Secrets
import TestSupport

@testable import WebhookService

/// A fresh database with the schema, and what tests do with it.
struct HookDatabase: Sendable {
    let test: TestDatabase
    /// As the sender sees it, with its rights and its settings.
    let database: Database
    /// As session-api sees it.
    let writer: Database
    let key: SealingKey
    let randomness = Randomness.seeded(7)

    static let merchant = "acct_0000000000000001"
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    /// Lends one.
    static func with<R>(_ body: (HookDatabase) async throws -> R) async throws -> R {
        let key = try SealingKey(SecretBytes(Array(repeating: 3, count: 32)))
        return try await TestPostgres.withDatabase(migrations: WebhookMigrations.all) { test in
            try await body(
                HookDatabase(
                    test: test,
                    database: test.database(Self.configuration(test)),
                    writer: test.database(Self.patient(test, role: "session_api")),
                    key: key
                )
            )
        }
    }

    static func configuration(_ test: TestDatabase) -> PostgresConfiguration {
        var configuration = patient(test, role: "webhook_sender")
        configuration.settings = WebhookConfiguration.databaseSettings
        return configuration
    }

    /// The usual two seconds are short on a machine that runs all tests at once.
    private static func patient(_ test: TestDatabase, role: String) -> PostgresConfiguration {
        var configuration = test.configuration(role: role)
        configuration.acquireTimeout = .seconds(30)
        configuration.statementTimeout = .seconds(30)
        return configuration
    }

    /// What session-api has.
    var endpoints: EndpointStore {
        EndpointStore(writer, key: key, randomness: randomness)
    }

    func queue(lease: Duration = .seconds(15)) -> DeliveryQueue {
        DeliveryQueue(database: database, lease: lease)
    }

    @discardableResult
    func addEndpoint(
        _ url: String = "http://127.0.0.1:1/",
        merchant: String = merchant,
        livemode: Bool = false,
        types: [String]? = nil,
        version: String? = nil
    ) async throws -> Endpoint {
        let new = NewEndpoint(
            merchant: merchant,
            livemode: livemode,
            url: try EndpointURL(url),
            eventTypes: types,
            apiVersion: version
        )
        return try await endpoints.insert(new, at: Self.start).endpoint
    }

    /// Appends messages as session-api does.
    @discardableResult
    func append(
        _ count: Int = 1,
        merchant: String = merchant,
        livemode: Bool = false,
        type: String = "payment_intent.succeeded"
    ) async throws -> [Message] {
        let messages = (0..<count).map { index in
            Message(
                id: randomness.uuidV7(at: Date()),
                merchant: merchant,
                livemode: livemode,
                session: "cs_test_\(randomness.base62(8))",
                sequence: index,
                type: type,
                data: #"{"id":"pi_\#(index)","amount":2000}"#,
                requestID: "req_1",
                createdAt: Self.start
            )
        }
        try await writer.transaction { try await MessageLog.append(messages, in: $0) }
        return messages
    }

    /// How many rows a table has.
    func count(_ table: String) async throws -> Int {
        try await test.owner.one("SELECT count(*) FROM messages.\(unescaped: table)").get(0)
    }

    /// Ends all leases, as if their time had passed.
    func endLeases() async throws {
        try await test.owner.execute("UPDATE messages.ready SET visible_at = clock_timestamp() - interval '1 second'")
    }

    /// Makes all retries due.
    func makeDue() async throws {
        try await test.owner.execute("UPDATE messages.scheduled SET due_at = clock_timestamp() - interval '1 second'")
    }
}

extension EndpointSlots {
    static let plenty = EndpointSlots(total: 512, perEndpoint: 16)
}

extension DeliveryQueue {
    /// Routes everything.
    func routeAll(slots: EndpointSlots = .plenty) async throws -> [Delivery] {
        try await route(limit: 1000, slots: slots, sweep: true).deliveries
    }
}
