import Foundation
import Testing

@testable import FraudService

@Suite struct HistoryTests {
    @Test func `nothing is usual before enough was seen`() {
        var scale = AmountScale()
        for _ in 1..<AmountScale.enough {
            scale.add(2000)
            #expect(scale.usualMost == nil)
        }
        scale.add(2000)
        #expect(scale.usualMost == 2048)
    }

    struct Shop: CustomTestStringConvertible {
        var payments: [(count: Int, amount: Int64)]
        var usualMost: ClosedRange<Int64>

        var testDescription: String { payments.map { "\($0.count) × \($0.amount)" }.joined(separator: ", ") }
    }

    @Test(arguments: [
        Shop(payments: [(100, 500)], usualMost: 500...725),
        // Cups and tables: what one in ten pays is usual.
        Shop(payments: [(90, 500), (10, 50_000)], usualMost: 50_000...65_536),
        // One mistake among a hundred is not.
        Shop(payments: [(99, 500), (1, 5_000_000)], usualMost: 500...725),
        Shop(payments: [(20, 1)], usualMost: 1...2),
        Shop(payments: [(20, 999_999_999_999)], usualMost: 999_999_999_999...1_099_511_627_776),
    ])
    func `19 of 20 payments stay below what is usual at most`(_ shop: Shop) throws {
        var scale = AmountScale()
        for payment in shop.payments { for _ in 0..<payment.count { scale.add(payment.amount) } }
        #expect(shop.usualMost.contains(try #require(scale.usualMost)))
    }

    @Test func `a shop that raises its prices is known by the new ones after a while`() throws {
        var scale = AmountScale()
        for _ in 0..<2000 { scale.add(500) }
        for _ in 0..<2000 { scale.add(20_000) }
        #expect(scale.total < AmountScale.capacity)
        #expect(try #require(scale.usualMost) >= 20_000)
    }

    @Test func `one large purchase does not become a card's habit`() throws {
        var habit = CardHabit()
        for _ in 0..<2 { habit.add(2000, at: Sample.noon) }
        #expect(habit.usualMost == nil)
        for _ in 0..<8 { habit.add(2000, at: Sample.noon) }
        let before = try #require(habit.usualMost)
        #expect((2000...4000).contains(before))
        habit.add(500_000, at: Sample.noon)
        #expect(try #require(habit.usualMost) < 6000)
    }

    struct Case: CustomTestStringConvertible {
        var name: String
        var amount: Int64
        var history: History
        var codes: [String]
        var decision: Decision

        var testDescription: String { name }
    }

    private static func tallies(hour: (yes: Int, no: Int) = (0, 0), day no: Int = 0) -> OutcomeTallies {
        var tallies = OutcomeTallies()
        let (hours, days) = (Window.hour.bucket(at: Sample.noon), Window.day.bucket(at: Sample.noon))
        tallies.approvedHour = Tally(bucket: hours, now: hour.yes, before: 0)
        tallies.declinedHour = Tally(bucket: hours, now: hour.no, before: 0)
        tallies.declinedDay = Tally(bucket: days, now: no, before: 0)
        return tallies
    }

    @Test(arguments: [
        Case(name: "nothing known", amount: 40_000, history: History(), codes: [], decision: .allow),
        Case(
            name: "usual at the shop",
            amount: 6_000,
            history: History(merchantUsualMost: 2_000),
            codes: [],
            decision: .allow
        ),
        Case(
            name: "a new card pays ten times as much as others",
            amount: 20_000,
            history: History(merchantUsualMost: 2_000),
            codes: ["new_card_high_amount", "amount_over_merchant_usual"],
            decision: .authenticate
        ),
        Case(
            name: "a known card pays ten times as much as others, and as it does",
            amount: 20_000,
            history: History(merchantUsualMost: 2_000, cardPayments: 9, cardUsualMost: 2_000),
            codes: ["amount_over_merchant_usual", "amount_over_card_usual"],
            decision: .allow
        ),
        Case(
            name: "a known card that always pays as much",
            amount: 20_000,
            history: History(merchantUsualMost: 2_000, cardPayments: 9, cardUsualMost: 20_000),
            codes: ["amount_over_merchant_usual"],
            decision: .allow
        ),
        Case(
            name: "a card that was declined again and again",
            amount: 2_000,
            history: History(card: tallies(day: 8)),
            codes: ["card_declines_24h"],
            decision: .authenticate
        ),
        Case(
            name: "a shop where most are declined",
            amount: 2_000,
            history: History(merchant: tallies(hour: (30, 31))),
            codes: ["merchant_declines_1h"],
            decision: .allow
        ),
        Case(
            name: "a busy shop where few are declined",
            amount: 2_000,
            history: History(merchant: tallies(hour: (3000, 300))),
            codes: [],
            decision: .allow
        ),
    ])
    func `what is unusual asks for more proof, and says why`(_ row: Case) throws {
        let payment = try Sample.payment(amount: row.amount)
        let verdict = RuleBook.standard.judge(FeatureVector(payment, Counts(history: row.history)), bindsAll: true)
        #expect(verdict.reasons.map(\.code) == row.codes)
        #expect(verdict.decision == row.decision)
    }

    @Test func `unusual amounts alone never reach a review`() throws {
        let payment = try Sample.payment(amount: 90_000_000)
        let features = FeatureVector(payment, Counts(history: History(merchantUsualMost: 2_000)))
        let verdict = RuleBook.standard.judge(features, bindsAll: true)
        #expect(verdict.decision == .authenticate)
    }
}
