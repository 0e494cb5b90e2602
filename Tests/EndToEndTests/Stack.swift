import AsyncHTTPClient
import Bootstrap
import Foundation
import FraudService
import HTTPKit
import Logging
import NIOCore
import NIOHTTP1
import PageService
import Payments
import Postgres
import SandboxService
import Secrets
import ServiceLifecycle
import SessionService
import Synchronization
import TestSupport
import VaultService
import WebhookService

/// All six processes in one, on ports and a database of their own, with a merchant whose webhooks are kept.
actor Stack {
    nonisolated let portBase: Int
    nonisolated let http: HTTPClient
    nonisolated let database: TestDatabase
    nonisolated let secretKey: String
    private let environment: [String: String]
    private var running: [Caller: Running] = [:]

    /// A server and the group that can stop it.
    private struct Running {
        let group: ServiceGroup
        let task: Task<Void, any Error>
    }

    static let migrations =
        WebhookMigrations.all + SessionMigrations.all + VaultMigrations.all + FraudMigrations.all
    static let all: [Caller] = [.sandbox, .vault, .fraudScorer, .sessionAPI, .hostedPage, .webhookSender]

    /// Lends a running stack; everything it started is stopped afterwards, whatever happened.
    static func run(
        settings: [String: String] = [:],
        _ body: (Stack) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase(migrations: migrations) { database in
            let folder = FileManager.default.temporaryDirectory.appending(path: "paydesk-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let key = try await Merchants.make(in: database)
            let stack = Stack(database, folder: folder.path, secretKey: key, settings)
            do {
                for service in all { try await stack.start(service) }
                try await body(stack)
            } catch {
                await stack.stopAll()
                throw error
            }
            await stack.stopAll()
            try FileManager.default.removeItem(at: folder)
        }
    }

    private init(_ database: TestDatabase, folder: String, secretKey: String, _ settings: [String: String]) {
        self.database = database
        self.secretKey = secretKey
        portBase = PortBases.next()
        http = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(2)))
        )
        environment = Self.environment(portBase, folder: folder).merging(settings) { _, given in given }
    }

    private static func environment(_ portBase: Int, folder: String) -> [String: String] {
        let randomness = Randomness.system
        var environment = [
            "PORT_BASE": "\(portBase)",
            "ACQUIRERS": "sandbox",
            "ACQUIRER_SANDBOX_URL": "http://127.0.0.1:\(portBase + 10)/acquirer",
            "DIRECTORY_SERVERS": "sandbox",
            "DIRECTORY_SERVER_SANDBOX_URL": "http://127.0.0.1:\(portBase + 10)/acs",
            "DIRECTORY_SERVER_CREDENTIAL": randomness.base62(32),
            "SANDBOX_LEDGER": folder + "/ledger.jsonl",
            "SANDBOX_ORDERS": folder + "/orders.jsonl",
            "WEBHOOK_RETRY_SCHEDULE": "0.2,0.2,0.2,0.2,0.2,0.2,0.2,0.2",
        ]
        for caller in Caller.allCases { environment[caller.credentialSetting] = randomness.base62(32) }
        for name in ["TICKET_KEY", "WEBHOOK_SECRETS_KEY", "VAULT_KEK", "PAGE_KEY"] {
            environment[name] = Hex.encode(randomness.bytes(32))
        }
        return environment
    }

    /// Starts a service, and returns when it says that it is ready.
    func start(_ caller: Caller) async throws {
        var environment = environment
        if let role = caller.databaseRole { environment["DATABASE_URL"] = database.url(role: role) }
        var logger = Logger(label: caller.rawValue)
        logger.logLevel = .critical
        let server = try caller.makeServer(Settings(environment: environment), logger)
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        running[caller] = Running(group: group, task: Task { try await group.run() })
        let port = portBase + caller.internalOffset
        try await eventually("\(caller.rawValue) is ready") { [http] in
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/health/ready")
            request.method = .GET
            let answer = try? await http.execute(request, timeout: .seconds(2))  // not listening yet
            return answer?.status == .ok
        }
    }

    /// Stops a service as SIGTERM would.
    func stop(_ caller: Caller) async {
        guard let service = running.removeValue(forKey: caller) else { return }
        await service.group.triggerGracefulShutdown()
        _ = await service.task.result
    }

    private func stopAll() async {
        for caller in Self.all.reversed() { await stop(caller) }
        try? await http.shutdown()  // the test is over; nothing of it depends on the connections
    }
}

extension Caller {
    fileprivate var databaseRole: String? {
        switch self {
        case .sessionAPI, .vault, .fraudScorer, .webhookSender: rawValue.replacing("-", with: "_")
        case .hostedPage, .sandbox, .paydesk: nil
        }
    }

    fileprivate func makeServer(_ settings: Settings, _ logger: Logger) throws -> any Service {
        switch self {
        case .sessionAPI: try SessionServer(settings: settings, logger: logger)
        case .hostedPage: try PageServer(settings: settings, logger: logger)
        case .vault: try VaultServer(settings: settings, logger: logger)
        case .fraudScorer: try FraudServer(settings: settings, logger: logger)
        case .webhookSender: try WebhookServer(settings: settings, logger: logger)
        case .sandbox: try SandboxServer(settings: settings, logger: logger)
        case .paydesk: throw SettingsError("paydesk is a command, not a server")
        }
    }
}

/// Bases for the ports of stacks that run side by side, each with room for its eleven public and internal ports.
enum PortBases {
    private static let used = Mutex(0)

    static func next() -> Int {
        let number = used.withLock { number in
            number += 1
            return number
        }
        return 20_000 + Int(ProcessInfo.processInfo.processIdentifier % 8) * 2_000 + (number % 45) * 20
    }
}

/// Asks until the answer is yes.
///
/// - Throws: `NotYet` after 20 s.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw NotYet(what: what)
}

struct NotYet: Error {
    let what: String
}
