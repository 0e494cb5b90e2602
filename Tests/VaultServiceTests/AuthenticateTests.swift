import Bootstrap
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Payments
import Postgres
import ServiceLifecycle
import TestSupport
import Testing
import VaultClient

@testable import VaultService

private func request(
    _ operation: String,
    _ token: String,
    attempt: String = "pa_1",
    cvc: Bool = false,
    body: [String: String] = ["acctNumber": "{{card.number}}", "cardExpiryDate": "{{card.exp_yymm}}"]
) -> RelayRequest<[String: String]> {
    RelayRequest(
        acquirer: "sandbox",
        operation: operation,
        idempotencyKey: "cs_test_1-1",
        session: "cs_test_1",
        attempt: attempt,
        token: ID(unchecked: token),
        includeCVC: cvc,
        body: body
    )
}

/// A vault with one server that is its acquirer and its directory server.
private func withServers(
    _ reply: @escaping @Sendable (RawAcquirer.Received) -> RawAcquirer.Reply,
    settings: [String: String] = [:],
    _ body: @escaping @Sendable (CardVault, TestVault, RawAcquirer, TestDatabase) async throws -> Void
) async throws {
    let server = try RawAcquirer(reply)
    defer { server.stop() }
    let known = ["DIRECTORY_SERVERS": "sandbox", "DIRECTORY_SERVER_SANDBOX_URL": "http://127.0.0.1:\(server.port)/acs"]
    try await withVault(acquirers: ["sandbox": server.url], settings: known.merging(settings) { $1 }) {
        vault,
        database in
        try await vault.internalApplication.test(.live) { application in
            try await withClient(of: application.port) { try await body($0, vault, server, database) }
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct AuthenticateTests {
    @Test func `a directory server gets the card and never the code, which stays for the authorization`() async throws {
        let reply = #"{"messageType":"ARes","transStatus":"Y","echo":"4242424242424242"}"#
        try await withServers({ _ in .json(200, reply) }) { client, vault, server, database in
            let card = try await vault.tokenize()
            let answer = try await client.relay(request("authenticate", card.token))
            #expect(answer.body == reply.replacing("4242424242424242", with: "424242******4242"))
            let received = try #require(server.received.first)
            #expect(received.head.hasPrefix("POST /acs/areq HTTP/1.1"))
            #expect(received.header("Idempotency-Key") == nil)
            #expect(
                try tree(received.body) == tree(#"{"acctNumber":"4242424242424242","cardExpiryDate":"3412"}"#)
            )
            #expect(vault.parts.hold.holds(card.token))
            let body = ["number": "{{card.number}}", "cvc": "{{card.cvc}}"]
            let authorized = try await client.relay(request("authorize", card.token, cvc: true, body: body))
            #expect(authorized.status == 200)
            #expect(server.received.last?.head.hasPrefix("POST /acquirer/authorize ") == true)
            let rows = try await database.owner.query(
                "SELECT operation, outcome, takes_code, attempt FROM vault.relays ORDER BY operation"
            )
            #expect(try rows.map { try $0.get("operation", as: String.self) } == ["authenticate", "authorize"])
            #expect(try rows.map { try $0.get("takes_code", as: Bool.self) } == [false, true])
            #expect(try rows.allSatisfy { try $0.get("attempt", as: String.self) == "pa_1" })
            await #expect(throws: RelayFailure.tokenUsed) {
                try await client.relay(request("authenticate", card.token, attempt: "pa_2"))
            }
        }
    }

    @Test func `a place for the code is refused, whether or not it is asked to be taken`() async throws {
        try await withServers({ _ in .json(200, "{}") }) { client, vault, server, _ in
            let card = try await vault.tokenize()
            for cvc in [true, false] {
                let failure = await #expect(throws: RelayFailure.self) {
                    try await client.relay(request("authenticate", card.token, cvc: cvc, body: ["c": "{{card.cvc}}"]))
                }
                guard case .refused(400, "relay_invalid", _) = failure else {
                    Issue.record("\(String(describing: failure))")
                    return
                }
            }
            #expect(server.received.isEmpty)
            #expect(vault.parts.hold.holds(card.token))
        }
    }

    @Test func `an acquirer is no directory server, and the other way around`() async throws {
        try await withServers({ _ in .json(200, "{}") }, settings: ["DIRECTORY_SERVERS": ""]) {
            client,
            vault,
            server,
            _ in
            let card = try await vault.tokenize()
            let failure = await #expect(throws: RelayFailure.self) {
                try await client.relay(request("authenticate", card.token))
            }
            guard case .refused(400, "relay_invalid", _) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(server.received.isEmpty)
        }
    }

    @Test func `a directory server has a limit of its own`() async throws {
        let settings = ["RELAY_AUTHENTICATE_SECONDS": "0.2"]
        try await withServers({ _ in .stall("") }, settings: settings) { client, vault, _, _ in
            let card = try await vault.tokenize()
            let start = ContinuousClock.now
            let failure = await #expect(throws: RelayFailure.self) {
                try await client.relay(request("authenticate", card.token))
            }
            guard case .outcomeUnknown = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct SeveralInstancesTests {
    /// A vault on a port that it advertises, as one of several.
    private static func listening(
        _ database: TestDatabase,
        _ acquirer: RawAcquirer,
        _ clock: TestClock
    ) async throws
        -> (vault: TestVault, url: String, listeners: HTTPListeners)
    {
        let port = try RawAcquirer.closedPort()
        let url = "http://127.0.0.1:\(port)"
        let vault = try await TestVault(
            database,
            acquirers: ["sandbox": acquirer.url],
            clock: clock,
            advertising: url
        )
        let router = HTTPListeners.makeInternalRouter()
        vault.parts.internalRoutes(vault.keys).add(to: router)
        let settings = try Settings(environment: ["INTERNAL_PORT": "\(port)"])
        let listeners = HTTPListeners(
            try settings.ports(of: .vault),
            internalRouter: router,
            readiness: Readiness(),
            logger: vault.log.logger
        )
        return (vault, url, listeners)
    }

    @Test func `the instance that holds the code is found by the address that another one names`() async throws {
        let acquirer = try RawAcquirer { _ in .json(200, "{}") }
        defer { acquirer.stop() }
        try await TestPostgres.withDatabase(migrations: VaultMigrations.all) { database in
            let clock = TestClock()
            let holder = try await Self.listening(database, acquirer, clock)
            let other = try await Self.listening(database, acquirer, clock)
            let group = ServiceGroup(
                configuration: .init(services: [holder.listeners, other.listeners], logger: holder.vault.log.logger)
            )
            let card = try await holder.vault.tokenize()
            let lost = try await other.vault.tokenize()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let port = Int(other.url.split(separator: ":").last ?? "")
                try await withClient(of: port) { client in
                    while (try? await client.card(ID(unchecked: card.token))) == nil { await Task.yield() }  // starting
                    let body = ["cvc": "{{card.cvc}}"]
                    let order = request("authorize", card.token, cvc: true, body: body)
                    while case nil = try await Self.answer(order, client) { await Task.yield() }
                    #expect(acquirer.received.count == 1)
                    #expect(acquirer.received.first?.body.contains("123") == true)
                    #expect(!holder.vault.parts.hold.holds(card.token))
                    #expect(other.vault.parts.hold.holds(lost.token))
                    await #expect(throws: RelayFailure.codeGone) { try await client.relay(order) }
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    /// Nil while the holder does not listen yet: then the code counts as gone, and nothing was sent.
    private static func answer(
        _ order: RelayRequest<[String: String]>,
        _ client: CardVault
    ) async throws -> RelayAnswer? {
        do {
            return try await client.relay(order)
        } catch RelayFailure.codeGone {
            return nil
        }
    }
}
