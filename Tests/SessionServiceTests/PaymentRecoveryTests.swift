import Payments
import SessionClient
import TestSupport
import Testing

@testable import SessionService

/// Answers that get lost, and processes that die.
@Suite(.timeLimit(.minutes(3))) struct PaymentRecoveryTests {
    @Test func `an approval whose answer is lost is found by asking, and pays the session`() async throws {
        try await PaymentWorld.running { world in
            world.outside.fail("authorize", .answerLost)
            let session = try await world.openSession()
            #expect(try await world.pay(session).payment == .paid)
            #expect(try await world.steps(session) == ["scored sending unknown captured"])
            #expect(world.outside.charged.count == 1)
            #expect(world.outside.calls(of: "authorize") == 1)
        }
    }

    @Test(arguments: [OutsideWorld.Fault.serverError, .garbage])
    func `what is no answer is found out by asking, and never sent again`(fault: OutsideWorld.Fault) async throws {
        try await PaymentWorld.running { world in
            world.outside.fail("authorize", fault)
            let session = try await world.openSession()
            let view = try await world.pay(session)
            #expect(view.payment == .declined)
            #expect(try await world.steps(session) == ["scored sending unknown reversing canceled"])
            #expect(world.outside.calls(of: "authorize") == 1)
        }
    }

    @Test func `a request that got lost is reversed before the session takes another card`() async throws {
        try await PaymentWorld.running { world in
            world.outside.fail("authorize", .requestLost)
            let session = try await world.openSession()
            let view = try await world.pay(session)
            #expect(view.payment == .declined)
            #expect(view.decline?.messageKey == .tryAgain)
            #expect(view.status == .open)
            #expect(try await world.steps(session) == ["scored sending unknown reversing canceled"])
            // The lost request arrives after all: the acquirer remembers.
            let attempt = try #require(try await world.attempts(session).first)
            let late = AuthorizationOrder(attempt, token: .init(unchecked: attempt.card.token), namePresent: false)
            let acquirer = try #require(world.parts.desk.acquirers["sandbox"])
            #expect(await acquirer.authorize(late) == .silence("answered 409"))
            #expect(world.outside.charged.isEmpty)
            #expect(try await world.pay(session).payment == .paid)
            #expect(world.outside.charged.count == 1)
        }
    }

    @Test func `an operator sees how many attempts wait for evidence, and since when`() async throws {
        try await PaymentWorld.running(patience: .milliseconds(200)) { world in
            let store = AttemptStore(world.database)
            #expect(try await store.waitingForEvidence().isEmpty)
            world.outside.fail("authorize", .answerLost)
            world.outside.fail("inquire", .serverError, .requestLost, .requestLost, .requestLost, .requestLost)
            let session = try await world.openSession()
            #expect(try await world.confirm(session, world.card(for: session)).outcome == .processing)
            let waiting = try await store.waitingForEvidence()
            #expect(waiting[false]?.count == 1 && waiting[true] == nil)
        }
    }

    @Test func `while the acquirer is away the page checks, refuses another card, and goes on by itself`() async throws
    {
        try await PaymentWorld.running(patience: .milliseconds(200)) { world in
            world.outside.fail("authorize", .answerLost)
            world.outside.fail("inquire", .serverError, .requestLost)
            let session = try await world.openSession()
            let card = world.card(for: session)
            #expect(try await world.confirm(session, card).outcome == .processing)
            #expect(try await world.confirm(session, world.card(for: session)).outcome == .processing)
            #expect(try await world.outcome(session).payment == .paid)
            #expect(world.outside.calls(of: "inquire") == 3)
            #expect(try await world.attempts(session).count == 1)
        }
    }

    @Test func `an attempt that was surely not sent is sent again, and nothing is lost`() async throws {
        try await PaymentWorld.running { world in
            world.outside.fail("authorize", .notSent, .notSent)
            let session = try await world.openSession()
            #expect(try await world.pay(session).payment == .paid)
            #expect(try await world.steps(session) == ["scored sending captured"])
            #expect(world.outside.calls(of: "authorize") == 3)
            #expect(world.outside.charged.count == 1)
        }
    }

    @Test func `a vault that is away for long leaves the session open and nothing charged`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            world.outside.set(vaultIsAway: true)
            let refused = try await world.confirm(session, world.card(for: session))
            #expect(refused.outcome == .refused)
            #expect(refused.code == .unavailable)
            #expect(try await world.attempts(session).isEmpty)
            world.outside.set(vaultIsAway: false)
            #expect(try await world.pay(session).payment == .paid)
        }
    }

    @Test func `a process that dies before it sends leaves a session that takes another card`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            let book = world.parts.work.recovery.closing.book
            _ = try await book.start(
                world.order(session, world.card(for: session)),
                runner: "run_dead",
                at: world.clock.now
            )
            try await world.recover(on: world.anotherProcess())
            #expect(try await world.steps(session) == ["canceled"])
            let view = try #require(try await world.parts.desk.view(session.id, nonce: nil))
            #expect(view.payment == .declined)
            #expect(view.decline?.messageKey == .tryAgain)
            #expect(view.attemptsLeft == 5)
        }
    }

    /// What a dead process may have left at the acquirer, and what becomes of the session.
    enum Leftover: CaseIterable, Sendable {
        case approved, declined, nothing, voided
    }

    @Test(arguments: Leftover.allCases, [AttemptState.sending, .unknown, .reversing])
    func `what a dead process left is brought to an end by the next`(
        leftover: Leftover,
        state: AttemptState
    ) async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            var attempt = try await world.sending(session, last4: leftover == .declined ? "0002" : "4242")
            let acquirer = try #require(world.parts.desk.acquirers["sandbox"])
            if leftover != .nothing {
                let order = AuthorizationOrder(attempt, token: .init(unchecked: attempt.card.token), namePresent: false)
                _ = await acquirer.authorize(order)
            }
            if leftover == .voided { _ = await acquirer.reverse(attempt.acquirerKey) }
            let book = world.parts.work.recovery.closing.book
            let events: [AttemptEvent] =
                switch state {
                case .unknown: [.silence]
                case .reversing: [.silence, .notFound]
                default: []
                }
            for event in events {
                guard case .stored(let next) = try await book.store(attempt, event, at: world.clock.now) else {
                    throw PaymentWorld.Missing(what: "step")
                }
                attempt = next
            }
            try await world.recover(on: world.anotherProcess())
            let ended = try #require(try await world.attempts(session).first)
            let pays = leftover == .approved && state != .reversing
            #expect(
                ended.state == (pays ? .captured : leftover == .declined && state != .reversing ? .declined : .canceled)
            )
            #expect(try await world.session(session).progress.status == (pays ? .complete : .open))
            #expect(world.outside.charged.count == (pays ? 1 : 0))
        }
    }

    @Test func `a process that comes back late changes nothing any more`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            var attempt = try await world.sending(session)
            try await world.recover(on: world.anotherProcess())
            #expect(try await world.attempts(session).map(\.state) == [.canceled])
            attempt.approval = Samples.approval
            let book = world.parts.work.recovery.closing.book
            #expect(try await book.store(attempt, .captured, at: world.clock.now) == .stale)
            #expect(try await book.store(attempt, .silence, at: world.clock.now) == .stale)
            #expect(try await world.session(session).progress.status == .open)
        }
    }

    @Test func `attempts of a process that gives signs of life are left to it`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            try await AttemptLeaseStore(world.database, runner: "run_dead").renew()
            _ = try await world.sending(session)
            try await world.makeAllDue()
            let other = world.anotherProcess()
            #expect(await other.work.recovery.drain() == 0)
            try await AttemptLeaseStore(world.database, runner: "run_dead").resign()
            #expect(await other.work.recovery.drain() == 1)
        }
    }

    @Test func `two processes never work on one attempt`() async throws {
        try await PaymentWorld.with { world in
            for _ in 0..<12 { _ = try await world.sending(try await world.openSession()) }
            try await world.makeAllDue()
            let processes = (0..<4).map { _ in world.anotherProcess() }
            for process in processes { await process.work.heartbeat.beat() }
            let counts = await withTaskGroup { group in
                for process in processes { group.addTask { await process.work.recovery.drain() } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.reduce(0, +) == 12)
            #expect(world.outside.calls(of: "inquire") == 12)
        }
    }

    @Test func `connections to the database that break in the middle lose no payment`() async throws {
        try await PaymentWorld.running(patience: .milliseconds(200)) { world in
            world.outside.fail("authorize", .held)
            let session = try await world.openSession()
            async let result = world.confirm(session, world.card(for: session))
            await world.outside.called("authorize")
            try await world.test.killConnections()
            world.outside.release()
            _ = try? await result  // the page's own read may have been the one that broke
            #expect(try await world.outcome(session).payment == .paid)
            #expect(world.outside.charged.count == 1)
            #expect(try await world.messages(session).count { $0 == "checkout.session.completed" } == 1)
        }
    }
}
