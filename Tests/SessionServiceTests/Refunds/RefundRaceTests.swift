import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

/// Many who want the same money back.
@Suite(.timeLimit(.minutes(3))) struct RefundRaceTests {
    @Test func `of fifty refunds of three fifths at once, one is made`() async throws {
        try await RefundWorld.paid { refunds in
            let answers = try await withThrowingTaskGroup { group in
                for number in 0..<50 { group.addTask { try await refunds.refund(1200, key: "race-\(number)") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 200 } == 1)
            let refused = answers.filter { $0.status != 200 }
            #expect(refused.allSatisfy { $0.status == 400 && $0.param == "amount" && $0.code == "amount_too_large" })
            #expect(refused.count == 49)
            #expect(try await refunds.sums() == [2000, 1200, 0])
            #expect(refunds.refunded == 1200)
            #expect(refunds.outside.calls(of: "refund") == 1)
            #expect(try await refunds.messages() == ["refund.created", "charge.refunded", "refund.updated"])
            try await refunds.expectNumbered()
        }
    }

    @Test func `two processes that are asked for everything at once give it back once`() async throws {
        try await RefundWorld.paid { refunds in
            let other = refunds.world.anotherProcess()
            try await refunds.world.running(other) {
                try await RefundWorld.serve(refunds.session, in: refunds.world, by: other) { theirs in
                    let statuses = try await withThrowingTaskGroup { group in
                        for _ in 0..<10 {
                            group.addTask { try await refunds.refund().status }
                            group.addTask { try await theirs.refund().status }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(statuses.count { $0 == 200 } == 1)
                    #expect(try await refunds.sums() == [2000, 2000, 0])
                    #expect(refunds.refunded == 2000)
                }
            }
        }
    }

    @Test func `forty refunds of a fiftieth at once are all made`() async throws {
        try await RefundWorld.paid { refunds in
            try await withThrowingTaskGroup { group in
                for _ in 0..<40 { group.addTask { try await refunds.refund(40).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await refunds.sums() == [2000, 1600, 0])
            #expect(refunds.refunded == 1600)
            try await refunds.expectNumbered()
        }
    }

    @Test func `the statement itself keeps the cap, without any lock before it`() async throws {
        try await RefundWorld.paid(running: false) { refunds in
            let charge = try #require(try await ChargeStore(refunds.world.database).charge(refunds.charge))
            let reserved = try await withThrowingTaskGroup { group in
                for _ in 0..<50 {
                    let order = RefundOrder(
                        id: .make(.system),
                        charge: charge.id,
                        session: refunds.session.id,
                        amount: 1200
                    )
                    let refund = try #require(charge.refund(order, amount: 1200, at: refunds.world.clock.now))
                    let step = try RefundStep(refund, .requested, at: refunds.world.clock.now)
                    group.addTask { try await refunds.world.database.query(RefundStore.reserve(step)).count }
                }
                return try await group.reduce(0, +)
            }
            #expect(reserved == 1)
            #expect(try await refunds.sums() == [2000, 0, 1200])
        }
    }

    @Test func `one key fifty times at once is one refund and one answer, byte for byte`() async throws {
        try await RefundWorld.paid { refunds in
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<50 { group.addTask { try await refunds.refund(500, key: "once") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.body)).count == 1)
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(answers.count { !$0.isReplay } <= 1)
            #expect(try await refunds.sums() == [2000, 500, 0])
            #expect(refunds.outside.calls(of: "refund") == 1)
            let later = try await refunds.refund(500, key: "once")
            #expect(later.body == answers.first?.body)
            #expect(later.isReplay)
        }
    }
}
