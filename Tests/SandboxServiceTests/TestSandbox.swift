import AsyncHTTPClient
import Foundation
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOHTTP1
import Payments
import Secrets
import Synchronization

@testable import SandboxService

/// A folder of its own for the files of one test, removed at the end.
final class TestFolder: Sendable {
    let url: URL

    init() throws {
        url = URL(filePath: NSTemporaryDirectory()).appending(path: "paydesk-sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)  // what is left in /tmp harms nobody
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func contents(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path(name)) ?? Data(), as: UTF8.self)
    }
}

/// A clock that a test sets.
final class TestClock: Sendable {
    private let instant: Mutex<Date>

    init(_ seconds: TimeInterval = 1_700_000_000) {
        instant = Mutex(Date(timeIntervalSince1970: seconds))
    }

    var clock: WallClock { WallClock { self.instant.withLock { $0 } } }
    var seconds: Int64 { instant.withLock { Int64($0.timeIntervalSince1970) } }

    func advance(by seconds: TimeInterval) {
        instant.withLock { $0 += seconds }
    }
}

/// The sandbox behind a real socket, since faults are about sockets.
struct TestSandbox: Sendable {
    static let webhookSecret = SecretString("whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH")

    let folder: TestFolder
    let clock: TestClock
    let ledger: Ledger
    let orders: Orders
    let challenges: Challenges
    let reporter: ResultReporter
    let http: HTTPClient
    let baseURL: String

    /// Runs a sandbox on a free port for as long as `body` does.
    ///
    /// `apiURL` is where the store finds Paydesk's API; without it the store is not configured. `serverOrigin` is the
    /// 3-D Secure server that the directory server's credential is for.
    static func run(
        apiURL: String? = nil,
        serverOrigin: String = "",
        logger: Logger = .quiet,
        _ body: @Sendable (TestSandbox) async throws -> Void
    ) async throws {
        let folder = try TestFolder()
        let clock = TestClock()
        let ledger = try Ledger(path: folder.path("ledger"), issuer: .test, clock: clock.clock, randomness: .system)
        let orders = try Orders(path: folder.path("orders"), clock: clock.clock)
        let outgoing = OutgoingHTTP()
        let challenges = try Challenges(path: folder.path("challenges"), clock: clock.clock)
        let reporter = ResultReporter(
            challenges,
            sender: ResultSender(
                client: outgoing.client,
                credential: SecretString("directory"),
                trustedOrigin: serverOrigin,
                logger: logger
            ),
            clock: clock.clock,
            logger: logger
        )
        let store = try store(apiURL: apiURL, orders, clock: clock, client: outgoing.client)
        let rooms = SandboxServer.Rooms(
            ledger: ledger,
            directory: DirectoryRoutes(
                challenges: challenges,
                key: .test,
                pageURL: "http://localhost:8090/acs/challenge",
                clock: clock.clock,
                randomness: .system,
                stall: .milliseconds(1)
            ),
            issuerPage: ChallengeRoutes(challenges: challenges, reporter: reporter, key: .test, pages: try BankPages()),
            store: store,
            clock: clock.clock
        )
        let app = Application(router: rooms.router(), logger: logger)
        do {
            try await app.test(.live) { client in
                try await body(
                    TestSandbox(
                        folder: folder,
                        clock: clock,
                        ledger: ledger,
                        orders: orders,
                        challenges: challenges,
                        reporter: reporter,
                        http: outgoing.client,
                        baseURL: "http://localhost:\(client.port ?? 0)"
                    )
                )
            }
        } catch {
            try await outgoing.client.shutdown()
            throw error
        }
        try await outgoing.client.shutdown()
    }

    private static func store(
        apiURL: String?,
        _ orders: Orders,
        clock: TestClock,
        client: HTTPClient
    ) throws -> StoreRoutes {
        let shop = apiURL.flatMap { url in
            Product.mug.map { mug in
                StoreRoutes.Shop(
                    product: mug,
                    api: PaydeskAPI(baseURL: url, secretKey: SecretString("sk_test_store"), client: client),
                    webhook: StoreWebhook(orders: orders, secret: webhookSecret, clock: clock.clock),
                    url: "http://127.0.0.1:8090/store"
                )
            }
        }
        return StoreRoutes(
            orders: orders,
            pages: try StorePages(paymentPage: "http://127.0.0.1:8081"),
            shop: shop,
            randomness: .system
        )
    }

    /// An answer: status, headers, text.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }

        func json<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(Value.self, from: Data(bytes))
        }
    }

    func send(
        _ method: NIOHTTP1.HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: baseURL + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await http.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 24)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            bytes: Array(bytes.readableBytesView)
        )
    }
}

extension ProofKey {
    static let test = ProofKey(SecretBytes([UInt8](repeating: 7, count: 32)))
}

extension Issuer {
    static let test = Issuer(key: .test)
}

extension Logger {
    /// Faults are not worth a line in the tests' output.
    static var quiet: Logger {
        var logger = Logger(label: "sandbox-tests")
        logger.logLevel = .critical
        return logger
    }
}

// MARK: - The acquirer, as a connector sees it

extension TestSandbox {
    struct Row: Decodable, Hashable {
        let id: String
        let idempotency_key: String
        let amount: Int64
        let currency: String
        let last4: String
        let status: String
        let captured: Int64
        let refunded: Int64
        let voided: Bool
        let created: Int64
    }

    struct Result: Decodable, Hashable {
        let id: String
        let response_code: String
        let status: String
        let cvc_check: String
        let cavv_check: String
        let captured: Int64
        let refunded: Int64
        let voided: Bool
        let authorization_code: String?
        let network_transaction_id: String
    }

    struct Envelope: Decodable {
        struct Body: Decodable {
            let code: String?
            let param: String?
            let message: String
        }

        let error: Body
    }

    func authorize(
        _ key: String,
        number: String = "4242424242424242",
        amount: Int64 = 2000,
        capture: Bool = true,
        threeDSecure: String? = nil
    ) async throws -> Answer {
        let proof = threeDSecure.map { ",\"three_d_secure\":\($0)" } ?? ""
        let body = """
            {"amount":\(amount),"currency":"eur","capture":\(capture),"merchant":"acct_1","reference":"cs_test_1",
            "card":{"number":"\(number)","exp_month":"12","exp_year":"34","cvc":"123"}\(proof)}
            """
        return try await send(.POST, "/acquirer/authorize", body, headers: ["Idempotency-Key": key])
    }

    func call(_ operation: String, _ body: String, key: String? = nil) async throws -> Answer {
        try await send(.POST, "/acquirer/\(operation)", body, headers: key.map { ["Idempotency-Key": $0] } ?? [:])
    }

    func rows(since: String = "0") async throws -> [Row] {
        try await send(.GET, "/acquirer/ledger?since=\(since)").json()
    }

    func program(_ fault: String) async throws -> Answer {
        try await send(.POST, "/acquirer/faults", fault)
    }
}
