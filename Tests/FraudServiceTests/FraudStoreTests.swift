import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import FraudService

@Suite struct FraudStoreTests {
    private func withStore(_ body: (FraudStore, TestDatabase) async throws -> Void) async throws {
        try await TestPostgres.withDatabase(migrations: FraudMigrations.all) { database in
            try await body(FraudStore(database: database.database(role: "fraud_scorer")), database)
        }
    }

    /// Scores a payment and returns what was counted for it; nil when it was not judged anew.
    @discardableResult
    private func counts(_ store: FraudStore, _ payment: Payment) async throws -> Counts? {
        let seen = Mutex<Counts?>(nil)
        _ = try await store.verdict(on: payment) { counts in
            seen.withLock { $0 = counts }
            return RuleBook.standard.judge(FeatureVector(payment, counts), bindsAll: true)
        }
        return seen.withLock { $0 }
    }

    @Test func `the first payment counts itself`() async throws {
        try await withStore { store, _ in
            let counts = try #require(try await counts(store, try Sample.payment()))
            for subject in Subject.allCases {
                for window in Window.allCases { #expect(counts.attempts(subject, window) == 1) }
            }
            for pairing in Pairing.allCases {
                for window in Window.allCases { #expect(counts.distinct(pairing, window) == 1) }
            }
        }
    }

    @Test func `payments in parallel count exactly`() async throws {
        try await withStore { store, _ in
            try await withThrowingTaskGroup { group in
                for number in 0..<40 {
                    // Four cards, two e-mail addresses, one network address.
                    let payment = try Sample.payment(
                        attempt: "pa_\(number)",
                        session: "cs_\(number)",
                        card: "\(number % 4)",
                        email: "\(number % 2)"
                    )
                    group.addTask { _ = try await self.counts(store, payment) }
                }
                try await group.waitForAll()
            }
            let last = try Sample.payment(attempt: "pa_last", session: "cs_last", card: "0", email: "0")
            let counts = try #require(try await counts(store, last))
            #expect(counts.attempts(.address, .tenMinutes) == 41)
            #expect(counts.attempts(.card, .hour) == 11)
            #expect(counts.attempts(.network, .day) == 11)
            #expect(counts.attempts(.email, .day) == 21)
            #expect(counts.attempts(.session, .day) == 1)
            #expect(counts.distinct(.addressWithCard, .tenMinutes) == 4)
            #expect(counts.distinct(.emailWithCard, .day) == 2)
        }
    }

    @Test func `an attempt has one verdict and is counted once`() async throws {
        try await withStore { store, _ in
            let payment = try Sample.payment()
            let judge: @Sendable (Counts) -> Verdict = { _ in
                Verdict(
                    score: 66,
                    decision: .review,
                    reasons: [Reason(code: "a", points: 66, message: "\"Ä\"")],
                    computedScore: 80,
                    computedDecision: .block
                )
            }
            let first = try await store.verdict(on: payment, judge: judge)
            let second = try await store.verdict(on: payment) { _ in
                Issue.record("judged again")
                return judge(Counts())
            }
            #expect(first == judge(Counts()))
            #expect(second == first)
            let other = try Sample.payment(attempt: "pa_2")
            #expect(try await counts(store, other)?.attempts(.card, .tenMinutes) == 2)
        }
    }

    @Test func `the same attempt asked at the same moment is counted once`() async throws {
        try await withStore { store, _ in
            let payment = try Sample.payment()
            let verdicts = try await withThrowingTaskGroup { group in
                for number in 0..<8 {
                    group.addTask {
                        try await store.verdict(on: payment) { _ in
                            Verdict(
                                score: number,
                                decision: .allow,
                                reasons: [],
                                computedScore: 0,
                                computedDecision: .allow
                            )
                        }
                    }
                }
                return try await group.reduce(into: [Verdict]()) { $0.append($1) }
            }
            #expect(Set(verdicts.map(\.score)).count == 1)
            let other = try Sample.payment(attempt: "pa_2")
            #expect(try await counts(store, other)?.attempts(.card, .tenMinutes) == 2)
        }
    }

    @Test func `what is older than a window leaves it`() async throws {
        try await withStore { store, _ in
            let start = Date(timeIntervalSince1970: 1_767_571_200)
            for number in 0..<4 {
                let payment = try Sample.payment(attempt: "pa_\(number)", card: "\(number)", at: start)
                try await counts(store, payment)
            }
            // In the last moment of the bucket all are there; in the middle of the next one half of them; then none.
            for (name, seconds, attempts) in [("a", 599.0, 5), ("b", 900, 4), ("c", 3000, 1)] {
                let payment = try Sample.payment(attempt: name, card: "9", at: start.addingTimeInterval(seconds))
                let counts = try #require(try await counts(store, payment))
                #expect(counts.attempts(.address, .tenMinutes) == attempts)
            }
            let later = try Sample.payment(attempt: "d", card: "8", at: start.addingTimeInterval(601))
            #expect(try await counts(store, later)?.distinct(.addressWithCard, .tenMinutes) == 2)
            #expect(
                try await counts(store, try Sample.payment(attempt: "e", at: start))?.distinct(.addressWithCard, .day)
                    == 7
            )
        }
    }

    @Test func `test and live payments do not meet`() async throws {
        try await withStore { store, _ in
            try await counts(store, try Sample.payment(attempt: "pa_1"))
            let live = try Sample.payment(attempt: "pa_2", livemode: true)
            let counts = try #require(try await counts(store, live))
            #expect(counts.attempts(.address, .day) == 1)
            #expect(counts.distinct(.cardWithMerchant, .day) == 1)
        }
    }

    @Test func `one card at several merchants is seen at each of them`() async throws {
        try await withStore { store, _ in
            for number in 1...3 {
                try await counts(store, try Sample.payment(attempt: "pa_\(number)", merchant: "acct_\(number)"))
            }
            let counts = try #require(try await counts(store, try Sample.payment(attempt: "pa_4", merchant: "acct_4")))
            #expect(counts.distinct(.cardWithMerchant, .hour) == 4)
            #expect(counts.attempts(.network, .hour) == 4)
            #expect(counts.attempts(.card, .hour) == 1)
        }
    }

    @Test func `retention takes what no window reaches, and leaves the rest`() async throws {
        try await withStore { store, database in
            let old = Sample.noon.addingTimeInterval(-100 * 86_400)
            try await counts(
                store,
                try Sample.payment(attempt: "pa_old", session: "cs_old", card: "1", ip: "1.1.1.1", at: old)
            )
            try await counts(store, try Sample.payment(attempt: "pa_new", email: "new"))
            // Five counters, four sightings and a verdict.
            #expect(try await store.deleteOld(now: Sample.noon) == 10)
            #expect(try await store.deleteOld(now: Sample.noon) == 0)
            let left = try await database.owner.one("SELECT count(*) FROM fraud.counters", access: .read)
            #expect(try left.get(0, as: Int64.self) == 5)
        }
    }

    @Test func `no address and no fingerprint stands in the tables`() async throws {
        try await withStore { store, database in
            try await counts(store, try Sample.payment())
            let rows = try await database.owner.query(
                """
                SELECT c::text FROM fraud.counters c
                UNION ALL SELECT s::text FROM fraud.sightings s
                UNION ALL SELECT v::text FROM fraud.verdicts v
                """,
                access: .read
            )
            #expect(rows.count == 10)
            for row in rows {
                let text = try row.get(0, as: String.self)
                #expect(!text.contains("203.0.113") && !text.contains("fp-4242") && !text.contains("net-4242"))
            }
        }
    }
}
