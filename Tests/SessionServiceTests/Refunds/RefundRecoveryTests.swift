import HTTPKit
import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

/// Answers that get lost, calls that come twice, processes that die.
@Suite(.timeLimit(.minutes(3))) struct RefundRecoveryTests {
    @Test func `a refund whose answer is lost is sent again under its key, and happens once`() async throws {
        try await RefundWorld.paid { refunds in
            refunds.outside.fail("refund", .answerLost)
            let answer = try await refunds.refund(700)
            #expect(answer.json["status"] as? String == "succeeded")
            #expect(try await refunds.steps() == ["sending unknown succeeded"])
            #expect(refunds.outside.calls(of: "refund") == 2)
            #expect(refunds.refunded == 700)
            #expect(try await refunds.sums() == [2000, 700, 0])
        }
    }

    @Test(arguments: [OutsideWorld.Fault.serverError, .garbage, .requestLost, .notSent, .doubled])
    func `whatever goes wrong on the way, the money is given back once`(fault: OutsideWorld.Fault) async throws {
        try await RefundWorld.paid { refunds in
            refunds.outside.fail("refund", fault)
            let answer = try await refunds.refund()
            #expect(answer.json["status"] as? String == "succeeded")
            #expect(refunds.refunded == 2000)
            #expect(try await refunds.sums() == [2000, 2000, 0])
            #expect(try await refunds.messages() == ["refund.created", "charge.refunded", "refund.updated"])
        }
    }

    @Test func `a refund that the acquirer refuses is withdrawn, and only then is its amount free again`() async throws
    {
        try await RefundWorld.paid { refunds in
            refunds.outside.fail("refund", .refused("transaction_voided"))
            refunds.outside.fail("reverse", .held)
            async let asked = refunds.refund(1500)
            await refunds.outside.called("reverse")
            #expect(try await refunds.sums() == [2000, 0, 1500])
            #expect(try await refunds.refund(1500).code == "amount_too_large")
            refunds.outside.release()
            let answer = try await asked
            #expect(answer.status == 200)
            #expect(answer.json["status"] as? String == "failed")
            #expect(answer.json["failure_reason"] as? String == "declined")
            #expect(try await refunds.steps() == ["sending withdrawing failed"])
            #expect(try await refunds.sums() == [2000, 0, 0])
            #expect(try await refunds.messages() == ["refund.created", "refund.updated", "refund.failed"])
            #expect(try await refunds.refund(1500).json["status"] as? String == "succeeded")
            #expect(refunds.refunded == 1500)
        }
    }

    @Test func `a refusal that contradicts the book of the acquirer is found out`() async throws {
        try await RefundWorld.paid { refunds in
            refunds.outside.fail("refund", .answerLost, .refused("already_refunded"))
            let answer = try await refunds.refund(700)
            #expect(answer.json["status"] as? String == "succeeded")
            #expect(try await refunds.steps() == ["sending unknown withdrawing succeeded"])
            #expect(refunds.refunded == 700)
            #expect(try await refunds.sums() == [2000, 700, 0])
        }
    }

    @Test func `while the vault is away a refund is pending, and it ends by itself`() async throws {
        try await RefundWorld.paid(patience: .milliseconds(300)) { refunds in
            refunds.outside.set(vaultIsAway: true)
            let answer = try await refunds.refund(700, key: "away")
            #expect(answer.status == 200)
            #expect(answer.json["status"] as? String == "pending")
            #expect(try await refunds.sums() == [2000, 0, 700])
            refunds.outside.set(vaultIsAway: false)
            let id = try #require(ID<Refund>(answer.id))
            // Looks at the row until the next try has ended it.
            while try await refunds.world.parts.refunds.refunds.refund(id)?.state.isOpen == true {}
            #expect(try await refunds.get("/v1/refunds/\(id)").json["status"] as? String == "succeeded")
            #expect(try await refunds.steps() == ["sending succeeded"])
            #expect(refunds.refunded == 700)
            // The first answer stays the answer of its key.
            #expect(try await refunds.refund(700, key: "away").body == answer.body)
        }
    }

    @Test(arguments: [true, false])
    func `a process that dies between the commit and the call leaves a refund that others finish`(
        hasArrived: Bool
    ) async throws {
        try await RefundWorld.paid(patience: .zero, running: false) { refunds in
            // Nothing works here: the request is answered from what it committed, and the process is gone.
            #expect(try await refunds.refund(700).json["status"] as? String == "pending")
            #expect(refunds.outside.calls(of: "refund") == 0)
            if hasArrived {
                let refund = try #require(try await refunds.world.parts.refunds.refunds.rows(Self.all).first)
                let acquirer = try #require(refunds.world.parts.desk.acquirers["sandbox"])
                #expect(await acquirer.refund(RefundInstruction(refund)) == .done)
            }
            try await refunds.recover()
            #expect(try await refunds.steps() == ["sending succeeded"])
            #expect(refunds.refunded == 700)
            #expect(try await refunds.sums() == [2000, 700, 0])
        }
    }

    private static let all: SQL = "SELECT \(RefundStore.columns) FROM checkout.refunds"

    @Test func `a request that died before it answered is answered for by its repetition`() async throws {
        try await RefundWorld.paid(patience: .zero, running: false) { refunds in
            let desk = refunds.world.parts.refunds
            let charge = try #require(try await desk.charges.charge(refunds.charge))
            let key = IdempotencyStore.Key(merchant: Samples.merchant.id, livemode: false, text: "died")
            let form = try FormParameters.parse(query: "charge=\(refunds.charge)&amount=700")
            let start = try await refunds.world.parts.work.refunds.book.start(
                RefundOrder(id: .make(.system), charge: charge.id, session: refunds.session.id, amount: 700),
                RefundCause(
                    request: MerchantRequest(id: "req_1", idempotencyKey: "died"),
                    key: key,
                    question: .init(path: "POST /v1/refunds", digest: form.digest)
                ),
                at: refunds.world.clock.now
            ) { .init(APIError($0, of: $1)) }
            guard case .begun(let id) = start else { throw PaymentWorld.Missing(what: "refund") }
            try await refunds.recover()
            let again = try await refunds.refund(700, key: "died")
            #expect(again.id == id.rawValue)
            #expect(again.json["status"] as? String == "succeeded")
            #expect(again.isReplay)
            #expect(try await refunds.refund(700, key: "died").body == again.body)
            #expect(refunds.refunded == 700)
        }
    }

    @Test func `a process that comes back late changes nothing any more`() async throws {
        try await RefundWorld.paid(patience: .zero, running: false) { refunds in
            _ = try await refunds.refund(700)
            let leases = RefundLeaseStore(refunds.world.database, runner: "run_dead")
            let late = try #require(try await leases.claim(1, .except([]), notHeldBy: []).first)
            try await refunds.recover()
            let book = refunds.world.parts.work.refunds.book
            #expect(try await book.store(late, .settled, at: refunds.world.clock.now) == .stale)
            #expect(try await book.store(late, .silence, at: refunds.world.clock.now) == .stale)
            #expect(try await refunds.sums() == [2000, 700, 0])
            #expect(try await refunds.messages() == ["refund.created", "charge.refunded", "refund.updated"])
        }
    }

    @Test func `refunds of a process that gives signs of life are left to it, and taken when it resigns`() async throws
    {
        try await RefundWorld.paid(patience: .zero, running: false) { refunds in
            _ = try await refunds.refund(700)
            let database = refunds.world.database
            let signs = AttemptLeaseStore(database, runner: "run_alive")
            try await signs.renew()
            let claimed = try await RefundLeaseStore(database, runner: "run_alive").claim(9, .except([]), notHeldBy: [])
            #expect(claimed.count == 1)
            let other = refunds.world.anotherProcess()
            #expect(await other.work.refunds.drain() == 0)
            try await signs.resign()
            #expect(await other.work.refunds.drain() == 1)
            #expect(refunds.refunded == 700)
        }
    }

    @Test func `two processes never work on one refund`() async throws {
        try await RefundWorld.paid(patience: .zero, running: false) { refunds in
            for _ in 0..<12 { _ = try await refunds.refund(100) }
            let processes = (0..<4).map { _ in refunds.world.anotherProcess() }
            for process in processes { await process.work.heartbeat.beat() }
            let counts = await withTaskGroup { group in
                for process in processes { group.addTask { await process.work.refunds.drain() } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.reduce(0, +) == 12)
            #expect(refunds.outside.calls(of: "refund") == 12)
            #expect(try await refunds.sums() == [2000, 1200, 0])
        }
    }

    @Test func `connections to the database that break in the middle lose no refund`() async throws {
        try await RefundWorld.paid { refunds in
            refunds.outside.fail("refund", .held)
            async let asked = refunds.refund(700, key: "broken")
            await refunds.outside.called("refund")
            try await refunds.world.test.killConnections()
            refunds.outside.release()
            _ = try? await asked  // its own read may have been the one that broke
            let again = try await refunds.refund(700, key: "broken")
            #expect(again.json["status"] as? String == "succeeded")
            #expect(refunds.refunded == 700)
            #expect(try await refunds.sums() == [2000, 700, 0])
        }
    }
}
