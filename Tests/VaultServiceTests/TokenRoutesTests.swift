import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Postgres
import Testing
import VaultClient

@testable import VaultService

/// An answer, as far as tests look at it.
struct Answered: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: String

    func json() throws -> JSONTree { try tree(body) }
}

extension TestVault {
    static let script: HTTPFields = [
        .contentType: "application/x-www-form-urlencoded", .accept: "application/json",
        .origin: "http://127.0.0.1:21001",
    ]
    static let plainForm: HTTPFields = [
        .contentType: "application/x-www-form-urlencoded", .accept: "text/html,application/xhtml+xml,*/*;q=0.8",
        .origin: "http://127.0.0.1:21001",
    ]

    /// What the public port answers.
    func post(
        _ body: String,
        _ ticket: PaymentTicket? = TestVault.ticket(),
        headers: HTTPFields = TestVault.script,
        method: HTTPRequest.Method = .post
    ) async throws -> Answered {
        let signed = try ticket.map { "ticket=\(try Self.signed($0))&" } ?? ""
        return try await publicApplication.test(.router) { client in
            try await client.execute(
                uri: "/v1/tokens",
                method: method,
                headers: headers,
                body: ByteBuffer(string: signed + body)
            ) { Answered(status: $0.status.code, headers: $0.headers, body: String(buffer: $0.body)) }
        }
    }
}

@Suite struct TokenRoutesTests {
    @Test func `a script gets a token and what may be shown`() async throws {
        try await withVault { vault, _ in
            let answer = try await vault.post(cardBody())
            #expect(answer.status == 200)
            #expect(answer.headers[.accessControlAllowOrigin] == "http://127.0.0.1:21001")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.vary] == "Origin")
            let token = try #require(try answer.json()["token"]?.text)
            #expect(token.wholeMatch(of: /card_[0-9A-Za-z]{24}/) != nil)
            let shown = #"{"brand":"visa","exp_month":12,"exp_year":2034,"funding":"credit","last4":"4242"}"#
            #expect(try answer.json()["card"] == tree(shown))
            #expect(vault.parts.hold.holds(token))
        }
    }

    @Test func `a plain form leads back to the page by 303, without the token`() async throws {
        try await withVault { vault, _ in
            let answer = try await vault.post(cardBody(), headers: TestVault.plainForm)
            #expect(answer.status == 303)
            let location = "http://127.0.0.1:21001/c/pay/cs_test_1?card=n0nce0123456789A"
            #expect(answer.headers[.location] == location)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.body.isEmpty)
        }
    }

    @Test(
        arguments: [
            (["number": "4242424242424241"], 402, "card_error", "incorrect_number", "number"),
            (["number": "12"], 402, "card_error", "invalid_number", "number"),
            (["exp": "13/34"], 402, "card_error", "invalid_expiry_month", "exp"),
            (["exp": "12/95"], 402, "card_error", "invalid_expiry_year", "exp"),
            (["exp": "01/26"], 402, "card_error", "invalid_expiry_month", "exp"),
            (["cvc": "99"], 402, "card_error", "invalid_cvc", "cvc"),
            (["name": "4242424242424242"], 402, "card_error", "invalid_characters", "name"),
        ] as [([String: String], Int, String, String, String)]
    )
    func `a slip is answered in the dialect, with the field`(
        _ changes: [String: String],
        _ status: Int,
        _ type: String,
        _ code: String,
        _ param: String
    ) async throws {
        try await withVault { vault, _ in
            let answer = try await vault.post(cardBody(changes))
            let error = try #require(try answer.json()["error"])
            #expect(answer.status == status)
            #expect(error["type"]?.text == type)
            #expect(error["code"]?.text == code)
            #expect(error["param"]?.text == param)
            #expect(answer.headers[.accessControlAllowOrigin] == "http://127.0.0.1:21001")
            let back = try await vault.post(cardBody(changes), headers: TestVault.plainForm)
            #expect(back.status == 303)
            #expect(back.headers[.location] == "http://127.0.0.1:21001/c/pay/cs_test_1?error=\(code)")
            #expect(vault.parts.hold.sweep() == 0)
        }
    }

    @Test func `without a good ticket nobody learns anything of the card`() async throws {
        try await withVault { vault, _ in
            let old = TestVault.ticket(expires: Moment.now)
            let tickets: [(PaymentTicket?, String, String)] = [
                (nil, "", "ticket_invalid"), (nil, "ticket=v1.e30.AAAA&", "ticket_invalid"),
                (old, "", "ticket_expired"),
            ]
            for (ticket, prefix, code) in tickets {
                let answer = try await vault.post(prefix + cardBody(["number": "1"]), ticket)
                #expect(answer.status == 400)
                #expect(try answer.json()["error"]?["code"]?.text == code)
                #expect(try answer.json()["error"]?["param"]?.text == "ticket")
            }
            let back = try await vault.post(cardBody(), old, headers: TestVault.plainForm)
            #expect(back.headers[.location] == "http://127.0.0.1:21001/c/pay/cs_test_1?error=ticket_expired")
            let lost = try await vault.post(cardBody(), nil, headers: TestVault.plainForm)
            #expect(lost.status == 400)
            #expect(lost.headers[.location] == nil)
            #expect(lost.headers[.contentType]?.hasPrefix("text/html") == true)
        }
    }

    @Test func `the eleventh token for a ticket is refused`() async throws {
        try await withVault { vault, _ in
            for _ in 0..<10 { #expect(try await vault.post(cardBody()).status == 200) }
            let answer = try await vault.post(cardBody())
            #expect(answer.status == 429)
            #expect(try answer.json()["error"]?["code"]?.text == "rate_limit")
        }
    }

    @Test func `a body that is too large or of another type is refused`() async throws {
        try await withVault { vault, _ in
            let large = try await vault.post(cardBody() + "&a=" + String(repeating: "a", count: 4096))
            #expect(large.status == 413)
            var json = TestVault.script
            json[.contentType] = "application/json"
            let other = try await vault.post(#"{"number":"4242424242424242"}"#, nil, headers: json)
            #expect(other.status == 400)
        }
    }

    @Test func `a database that is away costs an honest 503, and holds no code`() async throws {
        try await withVault { vault, _ in
            await vault.database.close()
            let answer = try await vault.post(cardBody())
            #expect(answer.status == 503)
            #expect(try answer.json()["error"]?["code"]?.text == "processing_error")
            #expect(answer.headers[.accessControlAllowOrigin] != nil)
            let back = try await vault.post(cardBody(), headers: TestVault.plainForm)
            #expect(back.headers[.location] == "http://127.0.0.1:21001/c/pay/cs_test_1?error=processing_error")
            #expect(vault.parts.hold.sweep() == 0)
        }
    }

    @Test func `only the page's scripts may read the answers`() async throws {
        try await withVault { vault, _ in
            for origin in [
                "http://127.0.0.1:21002", "https://evil.example", "null", "http://127.0.0.1:21001.evil.example",
            ] {
                var headers = TestVault.script
                headers[.origin] = origin
                let answer = try await vault.post(cardBody(), headers: headers)
                #expect(answer.headers[.accessControlAllowOrigin] == nil)
                let preflight = try await vault.post("", nil, headers: [.origin: origin], method: .options)
                #expect(preflight.status == 403)
            }
            let preflight = try await vault.post(
                "",
                nil,
                headers: [.origin: "http://127.0.0.1:21001"],
                method: .options
            )
            #expect(preflight.status == 204)
            #expect(preflight.headers[.accessControlAllowOrigin] == "http://127.0.0.1:21001")
            #expect(preflight.headers[.accessControlAllowMethods] == "POST")
        }
    }

    @Test func `a browser's fetch is known by its mode, whatever it accepts`() async throws {
        try await withVault { vault, _ in
            var headers = TestVault.plainForm
            headers[.secFetchMode] = "cors"
            let fetched = try await vault.post(cardBody(), headers: headers)
            #expect(fetched.status == 200)
            headers[.secFetchMode] = "navigate"
            let navigated = try await vault.post(cardBody(), headers: headers)
            #expect(navigated.status == 303)
        }
    }
}
