import AsyncHTTPClient
import Bootstrap
import Foundation
import HTTPKit
import Hummingbird
import Logging
import Payments
import Postgres
import Secrets
import Synchronization
import TestSupport
import VaultClient

@testable import VaultService

/// Log lines kept for a test to look through.
final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(book: self) }
    }

    private struct Handler: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            book.lines.withLock { $0.append("\(event.level) \(event.message) \(all)") }
        }
    }
}

/// Time that a test moves; business time and time that never jumps move together.
final class TestClock: Sendable {
    private let passed = Mutex(Duration.zero)

    func pass(_ duration: Duration) {
        passed.withLock { $0 += duration }
    }

    var wall: WallClock {
        WallClock { Moment.now.addingTimeInterval(Double(self.passed.withLock { $0 }.components.seconds)) }
    }

    var uptime: @Sendable () -> Duration {
        { self.passed.withLock { $0 } }
    }
}

/// A whole vault on a database of its own, with its routers in hand.
struct TestVault: Sendable {
    static let ticketKey = SecretBytes([UInt8](repeating: 0x11, count: 32))
    static let credential = "session-api's credential"

    let database: Database
    let clock: TestClock
    let log = LogBook()
    let parts: VaultParts
    let keys: VaultKeys
    /// One for all tests, and never shut down: it ends with the process.
    static let outgoing = OutgoingHTTP()

    /// A vault whose acquirers are these: name and URL.
    init(
        _ database: TestDatabase,
        acquirers: [String: String] = [:],
        clock: TestClock = TestClock(),
        advertising url: String = "http://127.0.0.1:21902",
        settings: [String: String] = [:]
    ) async throws {
        self.clock = clock
        self.database = database.database(role: "vault")
        var environment = [
            "DATABASE_URL": database.url(role: "vault"), "SESSION_API_CREDENTIAL": Self.credential,
            "TICKET_KEY": String(repeating: "11", count: 32), "VAULT_KEK": String(repeating: "22", count: 32),
            "PAGE_URL": "http://127.0.0.1:21001", "VAULT_ADVERTISE_URL": url,
            "ACQUIRERS": acquirers.keys.joined(separator: ","),
        ]
        for (name, url) in acquirers { environment["ACQUIRER_\(name.uppercased())_URL"] = url }
        let configuration = try VaultConfiguration(
            Settings(environment: environment.merging(settings) { $1 })
        )
        parts = VaultParts(
            configuration,
            self.database,
            Self.outgoing.client,
            clock.wall,
            .system,
            uptime: clock.uptime
        )
        keys = try parts.keys()
        try await keys.load()
    }

    var publicApplication: some ApplicationProtocol {
        let router = HTTPListeners.makePublicRouter()
        parts.tokenRoutes(keys).add(to: router)
        return Application(router: router, logger: log.logger)
    }

    var internalApplication: some ApplicationProtocol { internalApplication(on: 0) }

    func internalApplication(on port: Int) -> some ApplicationProtocol {
        let router = HTTPListeners.makeInternalRouter()
        parts.internalRoutes(keys).add(to: router)
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            logger: log.logger
        )
    }

    static func ticket(
        session: String = "cs_test_1",
        merchant: String = "acct_1",
        livemode: Bool = false,
        nonce: String = "n0nce0123456789A",
        expires: Date = Moment.now.addingTimeInterval(600)
    ) -> PaymentTicket {
        PaymentTicket(
            session: session,
            merchant: merchant,
            livemode: livemode,
            nonce: nonce,
            expires: expires,
            pageURL: "http://127.0.0.1:21001"
        )
    }

    static func signed(_ ticket: PaymentTicket) throws -> String {
        try ticket.signed(with: ticketKey)
    }

    /// A token without HTTP.
    func tokenize(
        _ body: String = cardBody(),
        _ ticket: PaymentTicket = TestVault.ticket()
    ) async throws -> StoredCard {
        try await parts.tokenizer(keys).tokenize(entry(body), ticket, logger: log.logger)
    }
}

/// Lends a vault on a fresh database.
func withVault<R>(
    acquirers: [String: String] = [:],
    settings: [String: String] = [:],
    _ body: (TestVault, TestDatabase) async throws -> R
) async throws -> R {
    try await TestPostgres.withDatabase(migrations: VaultMigrations.all) { database in
        let vault = try await TestVault(database, acquirers: acquirers, settings: settings)
        return try await body(vault, database)
    }
}
