import Foundation
import HTTPKit
import Hummingbird
import HummingbirdTesting
import NIOCore
import Payments
import Postgres
import TestSupport
import Testing
import VaultClient

@testable import VaultService

private struct Authorization: Encodable, Sendable {
    var amount = 2000
    var number = "{{card.number}}"
    var expiry = "{{card.exp_mmyy}}"
    var cvc: String? = "{{card.cvc}}"
}

private func authorize(_ token: String, attempt: String = "pa_1", cvc: Bool = true) -> RelayRequest<Authorization> {
    RelayRequest(
        acquirer: "sandbox",
        operation: "authorize",
        idempotencyKey: "cs_test_1-1",
        session: "cs_test_1",
        attempt: attempt,
        token: ID(unchecked: token),
        includeCVC: cvc,
        body: Authorization(cvc: cvc ? "{{card.cvc}}" : nil)
    )
}

private struct Outcome: Equatable {
    let outcome: String?
    let status: Int?
    let isComplete: Bool
}

private func audit(_ database: TestDatabase) async throws -> [Outcome] {
    try await database.owner.query("SELECT outcome, status, completed_at FROM vault.relays ORDER BY id").map { row in
        Outcome(
            outcome: try row.get("outcome"),
            status: try row.get("status"),
            isComplete: try row.get("completed_at", as: Date?.self) != nil
        )
    }
}

/// A vault with one acquirer that answers so, its internal port, and a client of it.
private func withRelay(
    _ reply: @escaping @Sendable (RawAcquirer.Received) -> RawAcquirer.Reply,
    settings: [String: String] = [:],
    _ body: @escaping @Sendable (CardVault, TestVault, RawAcquirer, TestDatabase) async throws -> Void
) async throws {
    let acquirer = try RawAcquirer(reply)
    defer { acquirer.stop() }
    try await withVault(acquirers: ["sandbox": acquirer.url], settings: settings) { vault, database in
        try await vault.internalApplication.test(.live) { server in
            try await withClient(of: server.port) { try await body($0, vault, acquirer, database) }
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct RelayTests {
    @Test func `the card is put in on the way, and taken out on the way back`() async throws {
        let reply =
            #"{"id":"acq_1","response_code":"00","card":{"number":"4242424242424242","cvc":"737"},"amount":2000}"#
        try await withRelay({ _ in .json(200, reply) }) { client, vault, acquirer, database in
            let card = try await vault.tokenize(cardBody(["cvc": "737"]))
            let answer = try await client.relay(authorize(card.token))
            #expect(answer.status == 200)
            let expected = reply.replacing("4242424242424242", with: "424242******4242").replacing("737", with: "***")
            #expect(answer.body == expected)
            let received = try #require(acquirer.received.first)
            #expect(received.head.hasPrefix("POST /acquirer/authorize HTTP/1.1"))
            #expect(received.header("Idempotency-Key") == "cs_test_1-1")
            #expect(
                try tree(received.body)
                    == tree(#"{"amount":2000,"cvc":"737","expiry":"1234","number":"4242424242424242"}"#)
            )
            #expect(try await audit(database) == [Outcome(outcome: "answered", status: 200, isComplete: true)])
            #expect(!vault.parts.hold.holds(card.token))
            await #expect(throws: RelayFailure.codeGone) { try await client.relay(authorize(card.token)) }
            let answered = try await client.relay(authorize(card.token, cvc: false))
            #expect(answered.status == 200)
            #expect(acquirer.received.count == 2)
        }
    }

    @Test func `operations without a card go through as they are, an inquiry without a key`() async throws {
        try await withRelay({ _ in .json(404, #"{"error":{"code":"x"}}"#) }) { client, _, acquirer, database in
            for operation in ["capture", "inquire"] {
                let answer = try await client.relay(
                    RelayRequest(
                        acquirer: "sandbox",
                        operation: operation,
                        idempotencyKey: "k1",
                        body: ["transaction": "acq_1"]
                    )
                )
                #expect(answer.status == 404)
                #expect(answer.body == #"{"error":{"code":"x"}}"#)
            }
            #expect(acquirer.received.map { $0.header("Idempotency-Key") } == ["k1", nil])
            #expect(acquirer.received.map(\.body) == Array(repeating: #"{"transaction":"acq_1" }"#, count: 2))
            #expect(try await audit(database).map(\.status) == [404, 404])
        }
    }

    @Test(
        arguments: [
            .cut, .stall(""), .stall("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), .raw("garbage\r\n\r\n"),
            .raw("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 2\r\n\r\n{}"),
            .raw("HTTP/1.1 307 Moved\r\nLocation: /acquirer/capture\r\nContent-Length: 0\r\n\r\n"),
            .json(200, "[]"), .json(200, ""), .json(200, "<html>4242424242424242</html>"), .json(500, "oops"),
            .json(200, #"{"a":""# + String(repeating: "a", count: 70_000) + #""}"#),
        ] as [RawAcquirer.Reply]
    )
    func `what is sent and has no readable answer is unknown`(_ reply: RawAcquirer.Reply) async throws {
        try await withRelay({ _ in reply }, settings: ["RELAY_SECONDS": "1"]) { client, vault, acquirer, database in
            let card = try await vault.tokenize()
            let failure = await #expect(throws: RelayFailure.self) { try await client.relay(authorize(card.token)) }
            guard case .outcomeUnknown(let reason) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(!reason.contains("4242"))
            #expect(acquirer.received.count == 1)
            #expect(!vault.parts.hold.holds(card.token))
            #expect(try await audit(database) == [Outcome(outcome: "outcome_unknown", status: nil, isComplete: true)])
        }
    }

    @Test(arguments: ["http://127.0.0.1:PORT/acquirer", "http://nowhere.invalid/acquirer"])
    func `what finds no connection is not sent, and the code is not used up`(_ url: String) async throws {
        let port = try RawAcquirer.closedPort()
        let url = url.replacing("PORT", with: "\(port)")
        try await withVault(acquirers: ["sandbox": url]) { vault, database in
            let card = try await vault.tokenize()
            try await vault.internalApplication.test(.live) { server in
                try await withClient(of: server.port) { client in
                    for _ in 0..<2 {
                        let failure = await #expect(throws: RelayFailure.self) {
                            try await client.relay(authorize(card.token))
                        }
                        guard case .notSent = failure else {
                            Issue.record("\(String(describing: failure))")
                            return
                        }
                    }
                }
            }
            #expect(vault.parts.hold.holds(card.token))
            let row = Outcome(outcome: "not_sent", status: nil, isComplete: true)
            #expect(try await audit(database) == [row, row])
        }
    }

    @Test func `the audit row is there before the call, and no transaction is open during it`() async throws {
        try await withRelay({ _ in .whenReleased(200, "{}") }) { client, vault, acquirer, database in
            let card = try await vault.tokenize()
            async let answer = client.relay(authorize(card.token))
            while acquirer.received.isEmpty { await Task.yield() }
            #expect(try await audit(database) == [Outcome(outcome: nil, status: nil, isComplete: false)])
            let open = try await database.owner.one(
                "SELECT count(*) AS n FROM pg_stat_activity WHERE usename = 'vault' AND state LIKE 'idle in%'"
            )
            #expect(try open.get("n", as: Int.self) == 0)
            acquirer.release()
            #expect(try await answer.status == 200)
        }
    }

    @Test func `a database that is away stops the call before anything is sent`() async throws {
        try await withRelay({ _ in .json(200, "{}") }) { client, vault, acquirer, _ in
            let card = try await vault.tokenize()
            await vault.database.close()
            let failure = await #expect(throws: RelayFailure.self) { try await client.relay(authorize(card.token)) }
            guard case .notSent = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(acquirer.received.isEmpty)
        }
    }

    @Test func `a card is one attempt's, and one session's`() async throws {
        try await withRelay({ _ in .json(200, "{}") }) { client, vault, acquirer, _ in
            let card = try await vault.tokenize()
            _ = try await client.relay(authorize(card.token, cvc: false))
            await #expect(throws: RelayFailure.tokenUsed) {
                try await client.relay(authorize(card.token, attempt: "pa_2", cvc: false))
            }
            await #expect(throws: RelayFailure.tokenGone) { try await client.relay(authorize("card_unknown")) }
            var foreign = authorize(card.token, cvc: false)
            foreign.session = "cs_test_2"
            let failure = await #expect(throws: RelayFailure.self) { try await client.relay(foreign) }
            guard case .refused(400, "token_mismatch", _) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(acquirer.received.count == 1)
        }
    }

    @Test func `a live card never goes to a test acquirer`() async throws {
        try await withRelay({ _ in .json(200, "{}") }) { client, vault, acquirer, _ in
            let card = try await vault.tokenize(cardBody(), TestVault.ticket(livemode: true))
            let failure = await #expect(throws: RelayFailure.self) { try await client.relay(authorize(card.token)) }
            guard case .refused(400, "token_mismatch", _) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(acquirer.received.isEmpty)
        }
    }

    @Test func `nobody is called whom the configuration does not name`() async throws {
        try await withRelay({ _ in .json(200, "{}") }) { client, _, acquirer, database in
            for name in ["other", "http://127.0.0.1:\(acquirer.port)", "../sandbox"] {
                let failure = await #expect(throws: RelayFailure.self) {
                    try await client.relay(
                        RelayRequest(acquirer: name, operation: "capture", idempotencyKey: "k", body: ["a": "b"])
                    )
                }
                guard case .refused(400, "relay_invalid", _) = failure else {
                    Issue.record("\(String(describing: failure))")
                    return
                }
            }
            #expect(acquirer.received.isEmpty)
            let rows = try await audit(database)
            #expect(rows.isEmpty)
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct InstanceTests {
    @Test func `a restart loses the codes, by design, and sends nothing`() async throws {
        let acquirer = try RawAcquirer { _ in .json(200, "{}") }
        defer { acquirer.stop() }
        try await TestPostgres.withDatabase(migrations: VaultMigrations.all) { database in
            let acquirers = ["sandbox": acquirer.url]
            let before = try await TestVault(database, acquirers: acquirers)
            let card = try await before.tokenize()
            let after = try await TestVault(database, acquirers: acquirers, clock: before.clock)
            try await after.internalApplication.test(.live) { server in
                try await withClient(of: server.port) { client in
                    await #expect(throws: RelayFailure.codeGone) { try await client.relay(authorize(card.token)) }
                    #expect(acquirer.received.isEmpty)
                    let answer = try await client.relay(authorize(card.token, cvc: false))
                    #expect(answer.status == 200)
                }
            }
        }
    }
}
