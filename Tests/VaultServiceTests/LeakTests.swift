import Foundation
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Payments
import Postgres
import Secrets
import TestSupport
import Testing
import VaultClient

@testable import VaultService

/// Looks for a number in every usual spelling.
struct Canary {
    let spellings: [String]

    init(_ digits: String) {
        let groups = stride(from: 0, to: digits.count, by: 4).map { start in
            String(digits.dropFirst(start).prefix(4))
        }
        let utf16 = digits.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let base64 = (0..<3).map { shift in
            let padded = Array(repeating: UInt8(0), count: shift) + Array(digits.utf8)
            let text = Data(padded).base64EncodedString()
            return String(text.prefix(padded.count / 3 * 4).dropFirst(shift == 0 ? 0 : 4))
        }
        spellings =
            [
                digits, groups.joined(separator: " "), groups.joined(separator: "-"), String(digits.reversed()),
                Hex.encode(Array(digits.utf8)), Hex.encode(utf16), groups.joined(separator: "+"),
                groups.joined(separator: "%20"),
            ] + base64
    }

    func found(in text: String) -> [String] {
        let lowered = text.lowercased()
        return spellings.filter { lowered.contains($0.lowercased()) }
    }
}

@Suite(.timeLimit(.minutes(3))) struct LeakTests {
    private static let number = "4000056655665556"
    private static let code = "8731"
    private static let amex = "378282246310005"

    @Test func `the search would find it`() {
        let canary = Canary(Self.number)
        let bytes = Array(Self.number.utf8)
        for text in [
            "x\(Self.number)x", "4000 0566 5566 5556", Hex.encode(bytes), Hex.encode(bytes).uppercased(),
            Data(bytes).base64EncodedString(), Data([1] + bytes).base64EncodedString(),
            Data([1, 2] + bytes + [3]).base64EncodedString(), Data([1, 2, 3] + bytes).base64EncodedString(),
        ] {
            #expect(!canary.found(in: text).isEmpty, "\(text)")
        }
        #expect(canary.found(in: "400005******5556").isEmpty)
    }

    /// Everything that a payment can touch: refusals, a token, an echoing acquirer, one that fails, an expired ticket, a
    /// database that logs each statement with all its values, and one that is away.
    @Test func `no log, table, answer or error has a card number or a security code`() async throws {
        let acquirer = try RawAcquirer { request in
            request.body.contains("fail") ? .json(500, request.body + "x") : .json(200, #"{"echo":\#(request.body)}"#)
        }
        defer { acquirer.stop() }
        let settings = [
            "log_statement": "all", "log_min_duration_statement": "0", "log_parameter_max_length": "-1",
            "log_parameter_max_length_on_error": "-1", "log_error_verbosity": "verbose",
        ]
        try await TestPostgres.withServer(settings: settings, migrations: VaultMigrations.all) { database in
            let vault = try await TestVault(database, acquirers: ["sandbox": acquirer.url])
            var seen = try await Self.publicSide(vault)
            seen += try await Self.relays(vault)
            seen += try await Self.contents(of: database)
            await vault.database.close()
            for headers in [TestVault.script, TestVault.plainForm] {
                let card = ["number": Self.amex, "cvc": Self.code]
                seen.append(try await vault.post(cardBody(card), headers: headers).everything)
            }
            seen.append(try String(contentsOfFile: "\(database.cluster.folder)/server.log", encoding: .utf8))
            seen.append(vault.log.text)
            #expect(acquirer.received.contains { $0.body.contains(Self.amex) })
            for (index, text) in seen.enumerated() {
                #expect(Canary(Self.number).found(in: text).isEmpty, "place \(index)")
                #expect(Canary(Self.amex).found(in: text).isEmpty, "place \(index)")
                #expect(text.firstMatch(of: /(^|[^0-9A-Za-z])8731([^0-9A-Za-z]|$)/) == nil, "place \(index)")
                #expect(!text.lowercased().contains(Hex.encode(Array(Self.code.utf8))), "place \(index)")
            }
        }
    }

    private static func publicSide(_ vault: TestVault) async throws -> [String] {
        let bodies = [
            cardBody(["number": number, "cvc": code]), cardBody(["number": number, "exp": "13/34"]),
            cardBody(["number": amex, "cvc": "12"]), cardBody(["name": number]), cardBody(["number": number + "1"]),
            cardBody(["exp": number]), cardBody(["cvc": number]), "\(number)=\(number)&" + cardBody(["cvc": ""]),
            cardBody() + "&number=\(number)", cardBody(["number": number]) + "&x=%zz",
        ]
        var seen: [String] = []
        for body in bodies {
            for headers in [TestVault.script, TestVault.plainForm] {
                seen.append(try await vault.post(body, headers: headers).everything)
                seen.append(try await vault.post("ticket=\(number)&" + body, nil, headers: headers).everything)
            }
        }
        return seen
    }

    private static func relays(_ vault: TestVault) async throws -> [String] {
        try await vault.internalApplication.test(.live) { server in
            try await withClient(of: server.port) { client in
                var seen: [String] = []
                for mark in ["ok", "fail"] {
                    let ticket = TestVault.ticket(nonce: "nonce_for_\(mark)")
                    let card = try await vault.tokenize(cardBody(["number": amex, "cvc": code]), ticket)
                    let request = RelayRequest(
                        acquirer: "sandbox",
                        operation: "authorize",
                        idempotencyKey: "k",
                        attempt: "pa_1",
                        token: .init(unchecked: card.token),
                        includeCVC: true,
                        body: [
                            "number": "{{card.number}}", "cvc": "{{card.cvc}}", "mark": mark,
                            "text": "card {{card.number}} cvc {{card.cvc}}",
                        ]
                    )
                    do {
                        seen.append("\(try await client.relay(request))")
                    } catch {
                        seen.append("\(error)")
                    }
                    seen.append("\(String(describing: try await client.card(.init(unchecked: card.token))))")
                }
                return seen
            }
        }
    }

    /// Every column of every row, bytes as hexadecimal.
    private static func contents(of database: TestDatabase) async throws -> [String] {
        var seen: [String] = []
        for table in ["cards", "keys", "relays", "token_counts"] {
            let rows = try await database.owner.query("SELECT t::text AS t FROM vault.\(unescaped: table) t")
            #expect(!rows.isEmpty)
            seen += try rows.map { try $0.get("t", as: String.self) }
        }
        return seen
    }
}

extension Answered {
    fileprivate var everything: String {
        "\(status) " + headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n") + "\n" + body
    }
}
