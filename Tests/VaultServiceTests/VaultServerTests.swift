import AsyncHTTPClient
import Bootstrap
import Foundation
import HTTPKit
import Logging
import NIOCore
import NIOHTTP1
import Payments
import Postgres
import Secrets
import ServiceLifecycle
import TestSupport
import Testing
import VaultClient

@testable import VaultService

@Suite(.timeLimit(.minutes(2))) struct VaultServerTests {
    private static func settings(_ database: TestDatabase, _ changes: [String: String] = [:]) throws -> Settings {
        let environment = [
            "DATABASE_URL": database.url(role: "vault"), "SESSION_API_CREDENTIAL": TestVault.credential,
            "TICKET_KEY": String(repeating: "11", count: 32), "VAULT_KEK": String(repeating: "22", count: 32),
            "PUBLIC_PORT": "\(try RawAcquirer.closedPort())", "INTERNAL_PORT": "\(try RawAcquirer.closedPort())",
            "PAGE_URL": "http://127.0.0.1:21001", "FORBID_DUMPS": "false",
        ]
        return try Settings(environment: environment.merging(changes) { $1 })
    }

    private static func status(_ url: String, _ client: HTTPClient) async -> Int? {
        // No answer is an answer too: not started yet.
        let answer = try? await client.execute(HTTPClientRequest(url: url), timeout: .seconds(2))
        return answer.map { Int($0.status.code) }
    }

    private static func wait(for status: Int, at url: String, _ client: HTTPClient) async throws {
        while await Self.status(url, client) != status { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func `it waits for its schema, serves, and on a stop lets a call to an acquirer finish`() async throws {
        let acquirer = try RawAcquirer { _ in .whenReleased(200, #"{"id":"acq_1"}"#) }
        defer { acquirer.stop() }
        try await TestPostgres.withDatabase { database in
            let settings = try Self.settings(
                database,
                ["ACQUIRERS": "sandbox", "ACQUIRER_SANDBOX_URL": acquirer.url]
            )
            let ports = try settings.ports(of: .vault)
            let logger = LogBook().logger
            let server = try VaultServer(settings: settings, logger: logger)
            let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
            let client = TestVault.outgoing.client
            let `internal` = "http://127.0.0.1:\(ports.internalPort)"
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                try await Self.wait(for: 503, at: `internal` + "/health/ready", client)
                _ = try await Migrator(database.owner).apply(VaultMigrations.all)
                try await Self.wait(for: 200, at: `internal` + "/health/ready", client)

                let token = try await Self.token(from: ports.publicPort ?? 0, client)
                let vault = CardVault(
                    baseURL: `internal`,
                    credential: SecretString(TestVault.credential),
                    httpClient: client
                )
                async let answer = vault.relay(
                    RelayRequest(
                        acquirer: "sandbox",
                        operation: "authorize",
                        idempotencyKey: "k",
                        attempt: "pa_1",
                        token: token,
                        includeCVC: true,
                        body: ["number": "{{card.number}}", "cvc": "{{card.cvc}}"]
                    )
                )
                while acquirer.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                await group.triggerGracefulShutdown()
                acquirer.release()
                #expect(try await answer.body == #"{"id":"acq_1"}"#)
                try await tasks.waitForAll()
            }
            let row = try await database.owner.one("SELECT outcome FROM vault.relays")
            #expect(try row.get("outcome", as: String.self) == "answered")
        }
    }

    private static func token(from port: Int, _ client: HTTPClient) async throws -> ID<CardToken> {
        let ticket = TestVault.ticket(expires: Date(timeIntervalSinceNow: 60))
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/v1/tokens")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "Accept", value: "application/json")
        request.body = .bytes(ByteBuffer(string: "ticket=\(try TestVault.signed(ticket))&\(cardBody())"))
        let answer = try await client.execute(request, timeout: .seconds(5))
        let body = try await answer.body.collect(upTo: 10_000)
        return ID(unchecked: try #require(try tree(String(buffer: body))["token"]?.text))
    }

    @Test func `a call that outlives the stop's grace is left unknown, and written down so`() async throws {
        let acquirer = try RawAcquirer { _ in .stall("") }
        defer { acquirer.stop() }
        try await withVault(acquirers: ["sandbox": acquirer.url]) { vault, _ in
            let call = AcquirerCall(httpClient: TestVault.outgoing.client, timeout: .seconds(25), shutdownGrace: .zero)
            let service = CallService(
                call: call,
                acquirer: Acquirer(baseURL: acquirer.url, livemode: false, credential: nil)
            )
            let group = ServiceGroup(configuration: .init(services: [service], logger: vault.log.logger))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                while acquirer.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                await group.triggerGracefulShutdown()
                // Ends by itself with `serviceFinishedUnexpectedly` unless the call ended because of the stop.
                try await tasks.waitForAll()
            }
        }
    }

    private struct CallService: Service {
        let call: AcquirerCall
        let acquirer: Acquirer

        func run() async throws {
            let body = WipedBody(capacity: 2) { put in "{}".utf8.forEach(put) }
            let outcome = await call.perform(
                .capture,
                at: acquirer,
                idempotencyKey: "k",
                requestID: "req_1",
                body: body
            )
            guard case .unknown("the vault was stopped") = outcome else { throw CocoaError(.userCancelled) }
        }
    }

    @Test func `a wrong key encryption key stops it`() async throws {
        try await withVault { _, database in
            let settings = try Self.settings(database, ["VAULT_KEK": String(repeating: "33", count: 32)])
            let server = try VaultServer(settings: settings, logger: LogBook().logger)
            await #expect(throws: KeyEncryptionKey.Failure.self) { try await server.run() }
        }
    }

    @Test(
        arguments: [
            (["VAULT_KEK": ""], "VAULT_KEK"), (["VAULT_KEK": "1234"], "VAULT_KEK"), (["TICKET_KEY": "x"], "TICKET_KEY"),
            (["ACQUIRERS": "sandbox"], "ACQUIRER_SANDBOX_URL"), (["ACQUIRERS": "../x"], "ACQUIRERS"),
            (
                ["ACQUIRERS": "bank", "ACQUIRER_BANK_URL": "http://bank.example", "ACQUIRER_BANK_MODE": "live"],
                "ACQUIRER_BANK_URL"
            ),
            (["CVC_SECONDS": "901"], "CVC_SECONDS"), (["RELAY_SECONDS": "0"], "RELAY_SECONDS"),
        ] as [([String: String], String)]
    )
    func `a wrong setting is named`(_ changes: [String: String], _ name: String) throws {
        let environment = [
            "DATABASE_URL": "postgresql:///none", "SESSION_API_CREDENTIAL": "x",
            "TICKET_KEY": String(repeating: "11", count: 32), "VAULT_KEK": String(repeating: "22", count: 32),
        ]
        let settings = try Settings(environment: environment.merging(changes) { $1 })
        var message = ""
        do throws(SettingsError) {
            _ = try VaultConfiguration(settings)
        } catch {
            message = error.description
        }
        #expect(message.contains(name))
        #expect(!message.contains("1234"))
    }
}
