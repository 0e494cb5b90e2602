import Foundation
import Logging
import Payments
import Postgres
import SessionClient
import TestSupport
import Testing

@testable import SessionService

/// The end of a session's time, and payments that come at that moment.
@Suite(.timeLimit(.minutes(3))) struct PaymentExpiryTests {
    @Test func `an attempt at the acquirer is closed first, and then there is nothing to expire`() async throws {
        try await PaymentWorld.running(patience: .milliseconds(100)) { world in
            world.outside.fail("authorize", .held)
            let session = try await world.openSession(lifetime: 60)
            #expect(try await world.confirm(session, world.card(for: session)).outcome == .processing)
            await world.outside.called("authorize")
            world.clock.advance(by: 61)
            #expect(try await world.sweep().drain() == 0)
            #expect(try await world.expiry().expireIfDue(session.id, at: world.clock.now).isPaymentUnderWay)
            world.outside.release()
            #expect(try await world.outcome(session).payment == .paid)
            #expect(try await world.sweep().drain() == 0)
            #expect(try await world.messages(session).contains("checkout.session.expired") == false)
            #expect(world.outside.charged.count == 1)
        }
    }

    @Test func `when the acquirer says no after the end of time, the session expires`() async throws {
        try await PaymentWorld.running(patience: .milliseconds(100)) { world in
            world.outside.fail("authorize", .held)
            let session = try await world.openSession(lifetime: 60)
            _ = try await world.confirm(session, world.card(for: session, last4: "0002"))
            await world.outside.called("authorize")
            world.clock.advance(by: 61)
            #expect(try await world.sweep().drain() == 0)
            world.outside.release()
            #expect(try await world.outcome(session).payment == .declined)
            #expect(try await world.sweep().drain() == 1)
            let messages = try await world.messages(session)
            #expect(messages.count { $0 == "checkout.session.expired" } == 1)
            #expect(messages.count { $0 == "payment_intent.canceled" } == 1)
            #expect(messages.last == "checkout.session.expired")
            #expect(world.outside.charged.isEmpty)
        }
    }

    @Test func `of a payment and an expiry at once, one wins, and money goes with the session`() async throws {
        try await PaymentWorld.running { world in
            for _ in 0..<12 {
                let session = try await world.openSession()
                let before = world.outside.charged.count
                let card = world.card(for: session)
                async let paid = world.pay(session)
                async let confirmed = world.confirm(session, card)
                let target = SessionTarget(
                    session: session.id,
                    merchant: session.merchant,
                    livemode: false,
                    now: world.clock.now,
                    key: nil,
                    question: .init(path: "expire", digest: [])
                )
                _ = try await world.expiry().expire(.init(target, id: "req_1")) { outcome, _ in
                    .init(status: outcome.isPaymentUnderWay ? 400 : 200, body: "")
                }
                _ = try await (paid, confirmed)
                let (end, messages) = (try await world.settled(session), try await world.messages(session))
                let isPaid = end.progress.paymentStatus == .paid
                #expect(world.outside.charged.count - before == (isPaid ? 1 : 0))
                #expect(messages.count { $0 == "checkout.session.completed" } == (isPaid ? 1 : 0))
                #expect(messages.count { $0 == "checkout.session.expired" } == (isPaid ? 0 : 1))
            }
        }
    }

    @Test func `sweeps of several processes and payments at once leave every session with one end`() async throws {
        try await PaymentWorld.running { world in
            var sessions: [Session] = []
            for _ in 0..<24 { sessions.append(try await world.openSession(lifetime: 60)) }
            world.clock.advance(by: 59)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for session in sessions.prefix(12) { group.addTask { _ = try await world.pay(session) } }
                for _ in 0..<2 {
                    let sweep = world.sweep(on: world.test.database(role: "session_api"))
                    group.addTask {
                        world.clock.advance(by: 1)
                        for _ in 0..<4 { _ = try await sweep.drain() }
                    }
                }
                try await group.waitForAll()
            }
            _ = try await world.sweep().drain()
            for session in sessions {
                let ends = try await world.messages(session).filter { $0.hasPrefix("checkout.session.") }
                #expect(ends.count == 1)
                let isPaid = try await world.settled(session).progress.paymentStatus == .paid
                #expect(ends == [isPaid ? "checkout.session.completed" : "checkout.session.expired"])
            }
        }
    }

    @Test func `a session that cannot be expired does not keep the others`() async throws {
        try await PaymentWorld.with { world in
            let stuck = try await world.openSession(lifetime: 60)
            let other = try await world.openSession(lifetime: 61)
            try await world.test.owner.simple(
                """
                CREATE FUNCTION checkout.refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'broken row'; END $$;
                CREATE TRIGGER broken BEFORE UPDATE ON checkout.sessions FOR EACH ROW
                    WHEN (OLD.id = '\(stuck.id.rawValue)') EXECUTE FUNCTION checkout.refuse();
                """
            )
            world.clock.advance(by: 62)
            #expect(try await world.sweep().drain() == 1)
            #expect(try await world.session(other).progress.status == .expired)
            #expect(try await world.session(stuck).progress.status == .open)
        }
    }
}

extension SessionExpiry.Outcome {
    fileprivate var isPaymentUnderWay: Bool {
        if case .paymentUnderWay = self { true } else { false }
    }
}

extension PaymentWorld {
    fileprivate func expiry(on database: Database? = nil) -> SessionExpiry {
        SessionExpiry(
            database ?? self.database,
            ending: PaymentEnding(
                sessions: SessionObject(pageURL: "https://pay.example"),
                randomness: .system,
                clock: clock.wallClock
            ),
            wake: {}
        )
    }

    fileprivate func sweep(on database: Database? = nil) -> ExpirySweep {
        let database = database ?? self.database
        return ExpirySweep(database, expiry: expiry(on: database), clock: clock.wallClock, logger: .silent)
    }

    /// The session once nothing runs for it any more.
    fileprivate func settled(_ session: Session) async throws -> Session {
        while try await attempts(session).contains(where: { $0.state.isInFlight }) {
            _ = try await outcome(session)
        }
        return try await self.session(session)
    }
}
