import AsyncHTTPClient
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Payments
import Secrets
import TestSupport
import Testing
import VaultClient

@testable import VaultService

/// A client of the vault, as session-api has it.
func withClient<R>(of port: Int?, _ body: (CardVault) async throws -> R) async throws -> R {
    try await body(
        CardVault(
            baseURL: "http://127.0.0.1:\(port ?? 0)",
            credential: SecretString(TestVault.credential),
            httpClient: TestVault.outgoing.client
        )
    )
}

@Suite struct InternalRoutesTests {
    @Test func `session-api sees what may be known of a card, and nothing more`() async throws {
        try await withVault { vault, _ in
            let card = try await vault.tokenize()
            try await vault.internalApplication.test(.live) { server in
                try await withClient(of: server.port) { client in
                    let view = try #require(try await client.card(ID(unchecked: card.token)))
                    #expect(view == (try await client.card(nonce: card.nonce)))
                    #expect(view.session == "cs_test_1")
                    #expect(view.merchant == "acct_1")
                    #expect(view.brand == .visa)
                    #expect(view.bin == "424242")
                    #expect(view.last4 == "4242")
                    #expect(view.expMonth == 12)
                    #expect(view.expYear == 2034)
                    #expect(view.fingerprint != view.networkFingerprint)
                    #expect(view.cvcHeld)
                    #expect(view.namePresent)
                    vault.clock.pass(.seconds(900))
                    #expect(try await client.card(nonce: card.nonce)?.cvcHeld == false)
                    vault.clock.pass(.seconds(2700))
                    #expect(try await client.card(nonce: card.nonce) == nil)
                    #expect(try await client.card(ID(unchecked: card.token)) == nil)
                }
            }
        }
    }

    @Test func `another instance guesses whether a code is held, its successor knows it is not`() async throws {
        try await withVault { vault, database in
            let card = try await vault.tokenize()
            let url = "http://127.0.0.1:21903"
            let other = try await TestVault(database, clock: vault.clock, advertising: url)
            let successor = try await TestVault(database, clock: vault.clock)
            #expect(try await other.parts.views().view(card.token)?.cvcHeld == true)
            #expect(try await successor.parts.views().view(card.token)?.cvcHeld == false)
            vault.clock.pass(.seconds(900))
            #expect(try await other.parts.views().view(card.token)?.cvcHeld == false)
        }
    }

    @Test(arguments: ["/internal/tokens/card_x", "/internal/tokens/by-nonce/n", "/internal/relay"])
    func `nobody comes in without session-api's credential`(_ path: String) async throws {
        try await withVault { vault, _ in
            try await vault.internalApplication.test(.router) { client in
                let method: HTTPRequest.Method = path.hasSuffix("relay") ? .post : .get
                for headers: HTTPFields in [[:], [.authorization: "Bearer wrong"], [.authorization: "Basic x"]] {
                    try await client.execute(uri: path, method: method, headers: headers) { answer in
                        #expect(answer.status == .unauthorized)
                    }
                }
            }
        }
    }

    @Test func `the public port has nothing internal`() async throws {
        try await withVault { vault, _ in
            try await vault.publicApplication.test(.router) { client in
                for path in ["/internal/relay", "/internal/tokens/x", "/metrics", "/health/ready"] {
                    let headers: HTTPFields = [.authorization: "Bearer \(TestVault.credential)"]
                    try await client.execute(uri: path, method: .get, headers: headers) { answer in
                        #expect(answer.status == .notFound)
                    }
                }
            }
        }
    }
}
