import Payments
import Postgres
import SessionClient
import TestSupport
import Testing
import VaultClient

@testable import SessionService

/// Several tabs, several clicks, several processes.
@Suite(.timeLimit(.minutes(3))) struct PaymentRaceTests {
    @Test func `a double click pays once, and both clicks hear of it`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            let card = world.card(for: session)
            async let first = world.confirm(session, card)
            async let second = world.confirm(session, card)
            #expect(try await [first, second].map(\.outcome) == [.complete, .complete])
            #expect(try await world.attempts(session).count == 1)
            #expect(world.outside.charged.count == 1)
        }
    }

    @Test func `a click after the outcome hears the same outcome`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            let card = world.card(for: session, last4: "0002")
            #expect(try await world.confirm(session, card).outcome == .declined)
            #expect(try await world.confirm(session, card).outcome == .declined)
            #expect(try await world.attempts(session).count == 1)
        }
    }

    @Test func `two tabs with two cards make one charge`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    let card = world.card(for: session)
                    group.addTask { try await world.confirm(session, card).outcome }
                }
                for try await outcome in group { #expect([.complete, .processing].contains(outcome)) }
            }
            #expect(try await world.outcome(session).payment == .paid)
            #expect(world.outside.charged.count == 1)
            #expect(try await world.messages(session).count { $0 == "checkout.session.completed" } == 1)
        }
    }

    @Test func `two processes make one charge`() async throws {
        try await PaymentWorld.running { world in
            let other = world.anotherProcess()
            try await world.running(other) {
                let session = try await world.openSession()
                let (mine, theirs) = (world.card(for: session), world.card(for: session))
                async let first = world.confirm(session, mine)
                async let second = world.confirm(session, theirs, on: other)
                #expect(try await [first, second].allSatisfy { [.complete, .processing].contains($0.outcome) })
                #expect(try await world.outcome(session, on: other).payment == .paid)
                #expect(world.outside.charged.count == 1)
            }
        }
    }

    @Test func `a second tab joins what is at the acquirer already, and sees it end`() async throws {
        try await PaymentWorld.running(patience: .milliseconds(200)) { world in
            world.outside.fail("authorize", .held)
            let session = try await world.openSession()
            let first = try await world.confirm(session, world.card(for: session))
            #expect(first.outcome == .processing)
            #expect(first.view.payment == .processing)
            let second = try await world.confirm(session, world.card(for: session))
            #expect(second.outcome == .processing)
            async let waiting = world.outcome(session)
            world.outside.release()
            #expect(try await waiting.payment == .paid)
            #expect(try await world.attempts(session).count == 1)
        }
    }

    @Test func `another card takes the place of an attempt that was not sent`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            let (old, new) = (world.card(for: session), world.card(for: session))
            let book = world.parts.work.recovery.closing.book
            let first = try await book.start(world.order(session, old), runner: "run_1", at: world.clock.now)
            let second = try await book.start(world.order(session, new), runner: "run_2", at: world.clock.now)
            guard case .started(let replaced) = first, case .started = second else {
                throw PaymentWorld.Missing(what: "start")
            }
            #expect(try await world.attempts(session).map(\.state) == [.canceled, .created])
            #expect(try await book.store(replaced, .scored, then: .cleared, at: world.clock.now) == .stale)
        }
    }

    @Test func `of twenty that complete a session at once, one does`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            let attempt = try await world.sending(session)
            let book = world.parts.work.recovery.closing.book
            let entries = try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        var approved = attempt
                        approved.approval = Samples.approval
                        return try await book.store(approved, .captured, at: world.clock.now)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // Those who lost find the step stored with their own fence: the same news, told twice, is no contradiction.
            #expect(entries.count == 20)
            #expect(try await world.messages(session).count { $0 == "checkout.session.completed" } == 1)
            #expect(try await world.messages(session).count { $0 == "charge.succeeded" } == 1)
            #expect(try await world.steps(session) == ["scored sending captured"])
        }
    }

    @Test func `an approval that comes after the session has ended is reversed`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            let attempt = try await world.sending(session)
            // Nothing of ours ends a session whose attempt is at the acquirer; an administrator may.
            try await world.test.owner.execute(
                "UPDATE checkout.sessions SET status = 'expired', closed_at = now() WHERE id = \(session.id.rawValue)"
            )
            let reversal = try await world.parts.work.recovery.closing.conclude(
                attempt,
                .approved(Samples.approval),
                at: world.clock.now
            )
            #expect(reversal == .acknowledged)
            #expect(world.outside.calls(of: "reverse") == 1)
            #expect(try await world.steps(session) == ["scored sending reversing canceled"])
            #expect(try await world.messages(session) == ["payment_intent.created"])
        }
    }

    @Test func `a session with a payment at the acquirer cannot be ended`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            let attempt = try await world.sending(session)
            await #expect(throws: PaymentEnding.PaymentUnderWay(attempt: attempt.id)) {
                try await world.end(session)
            }
            #expect(try await world.session(session).progress.status == .open)
        }
    }

    @Test func `a session that ends takes an unsent attempt and its intent with it`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession()
            let start = try await world.parts.work.recovery.closing.book.start(
                world.order(session, world.card(for: session)),
                runner: "run_1",
                at: world.clock.now
            )
            guard case .started(let attempt) = start else { throw PaymentWorld.Missing(what: "start") }
            try await world.end(session)
            #expect(try await world.attempts(session).map(\.state) == [.canceled])
            #expect(
                try await world.messages(session) == [
                    "payment_intent.created", "payment_intent.canceled", "checkout.session.expired",
                ]
            )
            let book = world.parts.work.recovery.closing.book
            #expect(try await book.store(attempt, .scored, then: .cleared, at: world.clock.now) == .stale)
        }
    }
}

extension PaymentWorld {
    func order(_ session: Session, _ card: CardView) -> PaymentOrder {
        PaymentOrder(
            id: .make(.system),
            session: session.id,
            card: card,
            expiry: Samples.attempt().card.expiry,
            payer: Payer(email: "jenny@example.com", name: nil),
            client: ClientDetails(ip: nil, userAgent: nil, acceptLanguage: nil),
            acquirer: "sandbox"
        )
    }

    /// An attempt that a process has just committed as `sending`, and then died.
    func sending(_ session: Session, last4: String = "4242") async throws -> PaymentAttempt {
        let book = parts.work.recovery.closing.book
        let start = try await book.start(
            order(session, card(for: session, last4: last4)),
            runner: "run_dead",
            at: clock.now
        )
        guard case .started(var attempt) = start else { throw Missing(what: "attempt") }
        attempt.risk = .unavailable
        guard case .stored(let sending) = try await book.store(attempt, .scored, then: .cleared, at: clock.now) else {
            throw Missing(what: "step")
        }
        return sending
    }

    func end(_ session: Session) async throws {
        _ = try await database.transaction { tx in
            guard let locked = try await SessionStore.lock(session.id, in: tx) else { throw Missing(what: "session") }
            return try await parts.ending.end(locked, .expired, at: clock.now, in: tx)
        }
    }
}
