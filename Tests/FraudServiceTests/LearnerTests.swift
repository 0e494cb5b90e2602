import Foundation
import Messages
import Payments
import Postgres
import TestSupport
import Testing
import WebhookService

@testable import FraudService

@Suite(.timeLimit(.minutes(1))) struct LearnerTests {
    private func withLog(
        _ body: (_ log: Database, _ scorer: Database, _ owner: Database) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase(migrations: WebhookMigrations.all + FraudMigrations.all) { test in
            try await body(test.database(role: "session_api"), test.database(role: "fraud_scorer"), test.owner)
        }
    }

    private static func charge(
        _ number: Int,
        type: String = "charge.succeeded",
        merchant: String = "acct_1",
        card: String = "4242",
        amount: Int64 = 2000,
        outcome: String = "authorized"
    ) -> Message {
        Message(
            id: Randomness.system.uuidV7(at: Sample.noon.addingTimeInterval(Double(number))),
            merchant: merchant,
            livemode: false,
            session: "cs_\(number)",
            sequence: 1,
            type: type,
            data: """
                {"object":"charge","amount":\(amount),"currency":"eur","outcome":{"type":"\(outcome)"},\
                "payment_method_details":{"card":{"fingerprint":"fp-\(card)-\(merchant)"}}}
                """,
            createdAt: Sample.noon
        )
    }

    /// Two merchants, five cards, every seventh charge declined, every eleventh message about something else.
    private static func log(_ count: Int) -> [Message] {
        (0..<count).map { number in
            if number.isMultiple(of: 11) { return charge(number, type: "payment_intent.created") }
            let isDeclined = number.isMultiple(of: 7)
            return charge(
                number,
                type: isDeclined ? "charge.failed" : "charge.succeeded",
                merchant: "acct_\(number % 2)",
                card: "\(number % 5)",
                amount: Int64(1000 + number * 37 % 4000),
                outcome: isDeclined ? "issuer_declined" : "authorized"
            )
        }
    }

    private func write(_ messages: [Message], to log: Database) async throws {
        for message in messages { _ = try await log.batch(MessageLog.append([message])) }
    }

    /// Learns until so many messages were read: other tests' transactions in the same server hold a reader back.
    private func learn(_ count: Int, from scorer: Database, upTo limit: Int = 100) async throws {
        let store = HistoryStore(database: scorer)
        var read = 0
        while read < count { read += try await store.learn(upTo: limit) ?? 0 }
    }

    /// All that was learned, as text.
    private func memory(_ owner: Database) async throws -> [String] {
        let rows = try await owner.query(
            """
            SELECT t::text FROM fraud.merchant_amounts AS t
            UNION ALL SELECT t::text FROM fraud.card_habits AS t
            UNION ALL SELECT t::text FROM fraud.outcomes AS t
            ORDER BY 1
            """,
            access: .read
        )
        return try rows.map { try $0.get(0) }
    }

    @Test func `learned again from the log, however it is cut, it is the same`() async throws {
        try await withLog { log, scorer, owner in
            try await write(Self.log(150), to: log)
            try await learn(150, from: scorer, upTo: 1000)
            let first = try await memory(owner)
            // Two merchants' amounts, ten cards' habits, outcomes of both.
            #expect(first.count == 2 + 10 + 12)
            try await owner.simple(
                "TRUNCATE fraud.merchant_amounts, fraud.card_habits, fraud.outcomes; DELETE FROM messages.cursors"
            )
            try await learn(150, from: scorer, upTo: 7)
            #expect(try await memory(owner) == first)
        }
    }

    @Test func `a message counts once, however many scorers learn`() async throws {
        try await withLog { log, scorer, owner in
            let messages = Self.log(120)
            let writing = Task { try await write(messages, to: log) }
            let read = try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        let store = HistoryStore(database: scorer)
                        var read = 0
                        // One that finds nothing for a while is done; what is left then is read below.
                        for _ in 0..<60 {
                            read += try await store.learn(upTo: 5) ?? 0
                        }
                        return read
                    }
                }
                return try await group.reduce(0, +)
            }
            try await writing.value
            try await learn(messages.count - read, from: scorer)
            let row = try await owner.one(
                """
                SELECT (SELECT sum(yes_24h + no_24h) FROM fraud.outcomes WHERE subject = 2),
                    (SELECT sum(payments) FROM fraud.card_habits),
                    (SELECT sum(n) FROM fraud.merchant_amounts, unnest(counts) AS n)
                """,
                access: .read
            )
            let charges = messages.compactMap { Observation($0) }
            let approved = charges.filter { $0.outcome == .approved }.count
            #expect(try row.get(0, as: Int.self) == charges.count)
            #expect(try row.get(1, as: Int.self) == approved)
            #expect(try row.get(2, as: Int.self) == approved)
        }
    }

    @Test func `a scorer that dies while learning leaves its messages to the next one`() async throws {
        struct Death: Error {}
        try await withLog { log, scorer, owner in
            try await write([Self.charge(1)], to: log)
            let cursor = MessageCursor(scorer, consumer: HistoryStore.consumer)
            while try await cursor.next(limit: 1).messages.isEmpty {}
            await #expect(throws: Death.self) {
                try await scorer.transaction { tx in
                    let batch = try #require(try await cursor.claim(limit: 10, in: tx))
                    #expect(batch.messages.count == 1)
                    // While it holds the cursor, others leave it alone.
                    #expect(try await HistoryStore(database: scorer).learn(upTo: 10) == nil)
                    try await cursor.advance(to: batch.end, in: tx)
                    throw Death()
                }
            }
            try await learn(1, from: scorer)
            #expect(try await memory(owner).count == 4)
        }
    }

    @Test func `what the scorer blocked itself teaches nothing, and neither does what cannot be read`() async throws {
        try await withLog { log, scorer, owner in
            let strange = Message(
                id: Randomness.system.uuidV7(at: Sample.noon),
                merchant: "acct_1",
                livemode: false,
                session: nil,
                sequence: 1,
                type: "charge.succeeded",
                data: #"{"amount":"much"}"#,
                createdAt: Sample.noon
            )
            try await write([Self.charge(1, type: "charge.failed", outcome: "blocked"), strange], to: log)
            try await learn(2, from: scorer)
            #expect(try await memory(owner) == [])
        }
    }

    @Test func `a new card's payment far above the usual is asked to authenticate, with reasons in words`() async throws
    {
        try await withLog { log, scorer, owner in
            try await write((0..<30).map { Self.charge($0, card: "\($0)") }, to: log)
            try await learn(30, from: scorer)
            let judge = Scorer(store: FraudStore(database: scorer), rules: .standard, isEnforcedInTest: false)
            var payment = try Sample.payment(amount: 49_000, card: "new")
            let watched = try await judge.verdict(on: payment)
            #expect(watched.decision == .allow && watched.computedDecision == .authenticate)
            payment.attempt = "pa_2"
            payment.enforcesInTest = true
            let verdict = try await judge.verdict(on: payment)
            #expect(verdict.decision == .authenticate)
            #expect(
                verdict.reasons.map(\.message) == [
                    "The first payment with this card here, at 23 times what 19 of 20 payments stay below.",
                    "The amount is 23 times what 19 of 20 payments at this merchant stay below.",
                ]
            )
        }
    }

    @Test func `a card's declines are remembered at the merchant where they were`() async throws {
        try await withLog { log, scorer, _ in
            let declined = (0..<4).map { Self.charge($0, type: "charge.failed", outcome: "issuer_declined") }
            try await write(declined, to: log)
            try await learn(4, from: scorer)
            let judge = Scorer(store: FraudStore(database: scorer), rules: .standard, isEnforcedInTest: true)
            let here = try await judge.verdict(on: try Sample.payment())
            #expect(here.reasons.first?.code == "card_declines_24h")
            let elsewhere = try await judge.verdict(on: try Sample.payment(attempt: "pa_2", merchant: "acct_2"))
            #expect(elsewhere.reasons == [])
        }
    }

    @Test func `no fingerprint stands in what was learned`() async throws {
        try await withLog { log, scorer, owner in
            try await write([Self.charge(1)], to: log)
            try await learn(1, from: scorer)
            for text in try await memory(owner) { #expect(!text.contains("fp-4242")) }
        }
    }
}
