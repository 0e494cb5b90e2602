import AsyncHTTPClient
import Foundation
import FraudClient
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Logging
import Payments
import Postgres
import Secrets
import SessionClient
import Synchronization
import TestSupport
import VaultClient
import WebhookService

@testable import SessionService

/// session-api's payments on a fresh database, with the outside world on a socket.
struct PaymentWorld: Sendable {
    let test: TestDatabase
    let database: Database
    let outside: OutsideWorld
    let clock: PaymentClock
    let parts: PaymentParts
    private let vault: CardVault
    private let scorer: FraudClient
    private let patience: Duration

    /// Runs `body` in a world whose runner and recovery are running.
    static func running(
        patience: Duration = .seconds(30),
        scorerPatience: Duration = .seconds(30),
        _ body: @Sendable (PaymentWorld) async throws -> Void
    ) async throws {
        try await with(patience: patience, scorerPatience: scorerPatience) { world in
            try await world.running(world.parts) { try await body(world) }
        }
    }

    /// Runs `body` in a world where nothing runs by itself.
    static func with(
        patience: Duration = .seconds(30),
        scorerPatience: Duration = .seconds(30),
        _ body: @Sendable (PaymentWorld) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase(migrations: SessionMigrations.all + WebhookMigrations.all) { test in
            let outside = OutsideWorld()
            let application = Application(router: outside.router(), logger: .silent)
            let http = OutgoingHTTP()
            do {
                try await application.test(.live) { client in
                    let url = "http://localhost:\(client.port ?? 0)"
                    let world = PaymentWorld(test, outside, http, url: url, patience, scorerPatience)
                    try await MerchantStore(test.owner).insert(Samples.merchant)
                    try await body(world)
                    outside.release()
                }
            } catch {
                outside.release()
                try await http.client.shutdown()
                throw error
            }
            try await http.client.shutdown()
        }
    }

    private init(
        _ test: TestDatabase,
        _ outside: OutsideWorld,
        _ http: OutgoingHTTP,
        url: String,
        _ patience: Duration,
        _ scorerPatience: Duration
    ) {
        self.patience = patience
        self.test = test
        self.outside = outside
        database = test.database(role: "session_api")
        clock = PaymentClock()
        let credential = SecretString("credential")
        vault = CardVault(baseURL: url, credential: credential, httpClient: http.client)
        scorer = FraudClient(
            service: ServiceClient(baseURL: url, credential: credential, httpClient: http.client),
            patience: scorerPatience
        )
        parts = Self.parts(database, vault, scorer, clock, patience)
    }

    /// Another process of session-api on the same database.
    func anotherProcess() -> PaymentParts {
        Self.parts(test.database(role: "session_api"), vault, scorer, clock, patience)
    }

    /// Runs runner and recovery of a process for as long as `body` does; then it is gone without a word, as if killed.
    func running(_ parts: PaymentParts, _ body: @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            await parts.work.heartbeat.beat()
            group.addTask { try await parts.work.run() }
            do {
                try await body()
            } catch {
                outside.release()
                group.cancelAll()
                throw error
            }
            outside.release()
            group.cancelAll()
        }
    }

    private static func parts(
        _ database: Database,
        _ vault: CardVault,
        _ scorer: FraudClient,
        _ clock: PaymentClock,
        _ patience: Duration
    ) -> PaymentParts {
        PaymentParts(
            database,
            .init(
                vault: vault,
                scorer: scorer,
                acquirers: Acquirers([SandboxAcquirer(vault: vault)], test: "sandbox", live: nil),
                ticketKey: SecretBytes(Array(repeating: 7, count: 32)),
                pageURL: "https://pay.example",
                directoryServer: DirectoryServer(
                    vault: vault,
                    profile: RequestorProfile(
                        server: "sandbox",
                        apiURL: "https://api.example",
                        pageURL: "https://pay.example"
                    )
                ),
                vaultURL: "https://vault.example",
                refundPatience: patience
            ),
            patience: patience,
            wake: {},
            clock: clock.wallClock,
            randomness: .system,
            logger: .silent
        )
    }
}

// MARK: - What customers and merchants do

extension PaymentWorld {
    /// An open session of €20.00.
    func openSession(
        lifetime: TimeInterval = 1800,
        threeDSecure: Session.ThreeDSecureRequest = .automatic
    ) async throws -> Session {
        let session = Samples.session(
            .make(livemode: false, at: clock.now, .system),
            lifetime: lifetime,
            threeDSecure: threeDSecure
        )
        guard try await SessionStore(database).insert(session) else { throw Missing(what: "session") }
        return session
    }

    /// The vault has taken a card for the session.
    func card(for session: Session, last4: String = "4242") -> CardView {
        let card = Samples.card(Randomness.system.base62(24), session: session.id, last4: last4)
        outside.add(card)
        return card
    }

    /// Presses Pay.
    @discardableResult
    func confirm(
        _ session: Session,
        _ card: CardView,
        on parts: PaymentParts? = nil
    ) async throws -> ConfirmResult {
        let request = ConfirmRequest(
            token: card.token.rawValue,
            email: "jenny@example.com",
            name: "Jenny Rosen",
            client: ClientDetails(ip: "203.0.113.9", userAgent: "Test", acceptLanguage: "en")
        )
        guard let result = try await (parts ?? self.parts).desk.confirm(session.id, request) else {
            throw Missing(what: "session")
        }
        return result
    }

    /// Presses Pay and follows the payment to its end.
    func pay(_ session: Session, last4: String = "4242") async throws -> CheckoutView {
        let result = try await confirm(session, card(for: session, last4: last4))
        guard result.outcome == .processing else { return result.view }
        return try await outcome(session)
    }

    func outcome(_ session: Session, on parts: PaymentParts? = nil) async throws -> CheckoutView {
        guard let view = try await (parts ?? self.parts).desk.outcome(session.id, wait: .seconds(20)) else {
            throw Missing(what: "session")
        }
        return view
    }

    /// Lets recovery of a process work until nothing is due any more.
    func recover(on parts: PaymentParts) async throws {
        try await makeAllDue()
        while await parts.work.recovery.drain() > 0 {}
    }

    /// As if enough time had passed for everything that waits.
    func makeAllDue() async throws {
        for table in ["payment_attempts", "refunds"] {
            try await test.owner.execute(
                "UPDATE checkout.\(unescaped: table) SET due_at = clock_timestamp() - interval '1 s'"
            )
        }
    }

    struct Missing: Error {
        let what: String
    }
}

// MARK: - What stands in the tables

extension PaymentWorld {
    func session(_ session: Session) async throws -> Session {
        guard let session = try await SessionStore(database).session(session.id) else { throw Missing(what: "session") }
        return session
    }

    func attempts(_ session: Session) async throws -> [PaymentAttempt] {
        try await AttemptStore(database).attempts(of: session.id)
    }

    /// Types of the session's messages, in order.
    func messages(_ session: Session) async throws -> [String] {
        try await test.owner.query(
            "SELECT type FROM messages.messages WHERE session = \(session.id.rawValue) ORDER BY sequence, id"
        ).map { try $0.get(0) }
    }

    /// The object in the session's only message of a type.
    func object(_ type: String, of session: Session) async throws -> [String: any Sendable] {
        let row = try await test.owner.one(
            "SELECT data FROM messages.messages WHERE session = \(session.id.rawValue) AND type = \(type)"
        )
        return try JSONValue.object(try row.get(0))
    }

    /// The states that the session's attempts went through, one line for each attempt.
    func steps(_ session: Session) async throws -> [String] {
        try await test.owner.query(
            """
            SELECT string_agg(after, ' ' ORDER BY position)
            FROM checkout.payment_attempts AS attempt
            JOIN checkout.attempt_steps AS step ON step.attempt = attempt.id
            WHERE session = \(session.id.rawValue)
            GROUP BY attempt.id, attempt.number
            ORDER BY attempt.number
            """
        ).map { try $0.get(0) }
    }
}

/// A clock that a test sets.
final class PaymentClock: Sendable {
    private let instant = Mutex(Samples.now)

    var now: Date { instant.withLock { $0 } }
    var wallClock: WallClock { WallClock { self.now } }

    func advance(by seconds: TimeInterval) {
        instant.withLock { $0 += seconds }
    }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

/// JSON as dictionaries, for looking at messages.
enum JSONValue {
    static func object(_ text: String) throws -> [String: any Sendable] {
        guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: any Sendable] else {
            throw PaymentWorld.Missing(what: "object")
        }
        return object
    }
}
