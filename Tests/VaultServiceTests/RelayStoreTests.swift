import Foundation
import Payments
import Postgres
import TestSupport
import Testing

@testable import VaultService

@Suite struct RelayStoreTests {
    private static func order(
        _ token: String,
        attempt: String = "pa_1",
        session: String? = "cs_test_1",
        takesCode: Bool = false
    ) throws -> RelayOrder {
        let code = takesCode ? #","cvc":"{{card.cvc}}""# : ""
        let session = session.map { #""session":"\#($0)","# } ?? ""
        return try RelayOrder(
            tree(
                #"""
                {"acquirer":"sandbox","operation":"authorize","idempotency_key":"k-1",\#(session)"attempt":"\#(attempt)",
                 "token":"\#(token)","include_cvc":\#(takesCode),"body":{"number":"{{card.number}}"\#(code)}}
                """#
            )
        )
    }

    private static func entry(_ now: Date = Moment.now) -> RelayStore.Entry {
        RelayStore.Entry(
            id: Randomness.system.uuidV7(at: now),
            caller: "session-api",
            requestID: "req_1",
            startedAt: now
        )
    }

    @Test func `the first attempt keeps the card, the others are refused`() async throws {
        try await withVault { vault, _ in
            let card = try await vault.tokenize()
            let store = RelayStore(database: vault.database)
            let winners = try await withThrowingTaskGroup(of: String?.self) { group in
                for attempt in 0..<12 {
                    group.addTask {
                        let order = try Self.order(card.token, attempt: "pa_\(attempt)")
                        let bound = try await store.begin(
                            Self.entry(),
                            order,
                            card: card.token,
                            livemode: false,
                            on: card.instance
                        )
                        return bound.map { _ in "pa_\(attempt)" }
                    }
                }
                return try await group.reduce(into: [String]()) { if let winner = $1 { $0.append(winner) } }
            }
            #expect(winners.count == 1)
            let winner = try #require(winners.first)
            let again = try Self.order(card.token, attempt: winner)
            let bound = try await store.begin(Self.entry(), again, card: card.token, livemode: false, on: card.instance)
            #expect(bound?.token == card.token)
            let other = try Self.order(card.token, attempt: "pa_other")
            #expect(
                try await store.refusal(of: other, card: card.token, livemode: false, on: card.instance, at: Moment.now)
                    == .tokenUsed
            )
        }
    }

    @Test func `each refusal has its reason, and leaves neither binding nor audit row`() async throws {
        try await withVault { vault, database in
            let card = try await vault.tokenize()
            let store = RelayStore(database: vault.database)
            let elsewhere = Instance(id: UUID(), url: "http://127.0.0.1:1")
            let successor = Instance(id: UUID(), url: card.instance.url)
            let cases: [(RelayOrder, String, Bool, Instance, Date, RelayRefusal)] = [
                (try Self.order("card_unknown"), "card_unknown", false, card.instance, Moment.now, .tokenGone),
                (
                    try Self.order(card.token), card.token, false, card.instance, Moment.now.addingTimeInterval(3600),
                    .tokenGone
                ),
                (try Self.order(card.token), card.token, true, card.instance, Moment.now, .tokenMismatch),
                (
                    try Self.order(card.token, session: "cs_test_2"), card.token, false, card.instance, Moment.now,
                    .tokenMismatch
                ),
                (
                    try Self.order(card.token, takesCode: true), card.token, false, elsewhere, Moment.now,
                    .wrongInstance(card.instance.url)
                ),
                (try Self.order(card.token, takesCode: true), card.token, false, successor, Moment.now, .codeGone),
            ]
            for (order, token, livemode, instance, now, expected) in cases {
                let entry = Self.entry(now)
                #expect(try await store.begin(entry, order, card: token, livemode: livemode, on: instance) == nil)
                let refusal = try await store.refusal(
                    of: order,
                    card: token,
                    livemode: livemode,
                    on: instance,
                    at: now
                )
                #expect(refusal == expected)
            }
            let left = try await database.owner.one(
                """
                SELECT (SELECT count(*) FROM vault.relays) AS relays,
                       (SELECT count(*) FROM vault.cards WHERE attempt IS NOT NULL) AS bound
                """
            )
            #expect(try left.get("relays", as: Int.self) == 0)
            #expect(try left.get("bound", as: Int.self) == 0)
        }
    }

    @Test func `another instance serves what needs no security code`() async throws {
        try await withVault { vault, _ in
            let card = try await vault.tokenize()
            let elsewhere = Instance(id: UUID(), url: "http://127.0.0.1:1")
            let order = try Self.order(card.token, session: nil)
            let store = RelayStore(database: vault.database)
            let bound = try await store.begin(
                Self.entry(),
                order,
                card: card.token,
                livemode: false,
                on: elsewhere
            )
            #expect(bound?.token == card.token)
        }
    }

    @Test(
        arguments: [
            ("{}", "acquirer"), (#"{"acquirer":"a"}"#, "operation"), ("[]", "body"),
            (#"{"acquirer":"a","operation":"steal","idempotency_key":"k","body":{}}"#, "operation"),
            (#"{"acquirer":"a","operation":"capture","body":{}}"#, "idempotency_key"),
            (#"{"acquirer":"a","operation":"capture","idempotency_key":"a\r\nb","body":{}}"#, "idempotency_key"),
            (#"{"acquirer":"a","operation":"capture","idempotency_key":"k"}"#, "body"),
            (#"{"acquirer":"a","operation":"capture","idempotency_key":"k","body":[]}"#, "body"),
            (
                #"{"acquirer":"a","operation":"authorize","idempotency_key":"k","body":{"n":"{{card.number}}"}}"#,
                "token"
            ),
            (
                #"{"acquirer":"a","operation":"capture","idempotency_key":"k","token":"t","attempt":"p","body":{}}"#,
                "token"
            ),
            (
                #"{"acquirer":"a","operation":"authorize","idempotency_key":"k","token":"t","body":{}}"#,
                "attempt"
            ),
            (
                #"""
                {"acquirer":"a","operation":"authorize","idempotency_key":"k","token":"t","attempt":"p",
                 "include_cvc":true,"body":{"n":"{{card.number}}"}}
                """#,
                "include_cvc"
            ),
            (
                #"""
                {"acquirer":"a","operation":"authorize","idempotency_key":"k","token":"t","attempt":"p",
                 "body":{"n":"{{card.cvc}}"}}
                """#,
                "include_cvc"
            ),
        ] as [(String, String)]
    )
    func `an order that makes no sense is refused by the field`(_ json: String, _ param: String) throws {
        let request = try tree(json)
        var found: String?
        do throws(RelayRefusal) {
            _ = try RelayOrder(request)
        } catch {
            if case .badRequest(let param, _) = error { found = param }
        }
        #expect(found == param)
    }
}
