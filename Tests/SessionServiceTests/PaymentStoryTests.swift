import FraudClient
import Payments
import SessionClient
import Testing
import VaultClient

@testable import SessionService

/// What customers live through.
@Suite(.timeLimit(.minutes(3))) struct PaymentStoryTests {
    @Test func `a card that the bank likes pays the session`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            let result = try await world.confirm(session, world.card(for: session))
            #expect(result.outcome == .complete)
            #expect(result.view.status == .complete)
            #expect(result.view.payment == .paid)
            #expect(result.view.successURL == "https://shop.example/thanks?s=\(session.id)")
            let paid = try await world.session(session)
            #expect(paid.progress.paymentStatus == .paid)
            #expect(paid.progress.email == "jenny@example.com")
            #expect(try await world.steps(session) == ["scored sending captured"])
            #expect(
                try await world.messages(session) == [
                    "payment_intent.created", "charge.succeeded", "payment_intent.succeeded",
                    "checkout.session.completed",
                ]
            )
            #expect(world.outside.charged.count == 1)
            #expect(world.outside.charged.first?.amount == 2000)
        }
    }

    @Test func `a declined card leaves the session open for the next one`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            let declined = try await world.confirm(session, world.card(for: session, last4: "9995"))
            #expect(declined.outcome == .declined)
            #expect(declined.view.status == .open)
            #expect(declined.view.decline?.messageKey == .insufficientFunds)
            #expect(declined.view.attemptsLeft == 4)
            #expect(declined.view.cardsLeft == 2)
            let view = try await world.pay(session)
            #expect(view.payment == .paid)
            #expect(
                try await world.messages(session) == [
                    "payment_intent.created", "charge.failed", "payment_intent.payment_failed", "charge.succeeded",
                    "payment_intent.succeeded", "checkout.session.completed",
                ]
            )
            let failed = try await world.object("payment_intent.payment_failed", of: session)
            let error = try #require(failed["last_payment_error"] as? [String: any Sendable])
            #expect(error["decline_code"] as? String == "insufficient_funds")
            let succeeded = try await world.object("payment_intent.succeeded", of: session)
            #expect(succeeded["id"] as? String == failed["id"] as? String)
        }
    }

    @Test func `a stolen card reads like any other to the customer, and by its name to the merchant`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            let view = try await world.pay(session, last4: "9979")
            #expect(view.decline == DeclineNotice(code: "card_declined", messageKey: .generic))
            let charge = try await world.object("charge.failed", of: session)
            let outcome = try #require(charge["outcome"] as? [String: any Sendable])
            #expect(outcome["reason"] as? String == "stolen_card")
            #expect(outcome["network_decline_code"] as? String == "43")
        }
    }

    @Test func `the fraud scorer's no never reaches the acquirer and counts as a try`() async throws {
        try await PaymentWorld.running { world in
            world.outside.set(decision: "block")
            let session = try await world.openSession()
            let view = try await world.pay(session)
            #expect(view.decline == DeclineNotice(code: "card_declined", messageKey: .generic))
            #expect(view.attemptsLeft == 4)
            #expect(world.outside.calls(of: "authorize") == 0)
            let charge = try await world.object("charge.failed", of: session)
            let outcome = try #require(charge["outcome"] as? [String: any Sendable])
            #expect(outcome["type"] as? String == "blocked")
            #expect(outcome["network_status"] as? String == "not_sent_to_network")
            let intent = try await world.object("payment_intent.payment_failed", of: session)
            let error = try #require(intent["last_payment_error"] as? [String: any Sendable])
            #expect(error["decline_code"] as? String == "fraudulent")
        }
    }

    @Test func `a scorer that is slow is not waited for, and the charge says so`() async throws {
        try await PaymentWorld.running(scorerPatience: FraudClient.patience) { world in
            world.outside.set(scorerIsSlow: true)
            let session = try await world.openSession()
            let view = try await world.pay(session)
            #expect(view.payment == .paid)
            let charge = try await world.object("charge.succeeded", of: session)
            let outcome = try #require(charge["outcome"] as? [String: any Sendable])
            #expect(outcome["reason"] as? String == "scorer_unavailable")
            #expect(outcome["risk_level"] as? String == "not_assessed")
        }
    }

    @Test func `three different cards that are declined end the session`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            for last4 in ["9995", "0002"] {
                #expect(try await world.pay(session, last4: last4).status == .open)
            }
            let result = try await world.confirm(session, world.card(for: session, last4: "9979"))
            #expect(result.outcome == .expired)
            #expect(result.view.status == .expired)
            #expect(result.view.attemptsLeft == 0)
            #expect(result.view.ticket.isEmpty)
            #expect(
                try await world.messages(session).suffix(4) == [
                    "charge.failed", "payment_intent.payment_failed", "payment_intent.canceled",
                    "checkout.session.expired",
                ]
            )
            let intent = try await world.object("payment_intent.canceled", of: session)
            #expect(intent["cancellation_reason"] as? String == "automatic")
            #expect(try await world.confirm(session, world.card(for: session)).outcome == .expired)
            #expect(world.outside.charged.isEmpty)
        }
    }

    @Test func `five declines of one card end the session`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            for number in 1...5 {
                let view = try await world.pay(session, last4: "0002")
                #expect(view.status == (number < 5 ? .open : .expired))
            }
        }
    }

    @Test func `a lost security code charges nothing and asks again`() async throws {
        try await PaymentWorld.running { world in
            world.outside.fail("authorize", .codeGone)
            let session = try await world.openSession()
            let view = try await world.pay(session)
            #expect(view.payment == .needsCVC)
            #expect(view.attemptsLeft == 5)
            #expect(try await world.pay(session).payment == .paid)
        }
    }

    @Test func `a session whose time is over takes no card`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(lifetime: 60)
            world.clock.advance(by: 61)
            #expect(try await world.confirm(session, world.card(for: session)).outcome == .expired)
            #expect(try await world.attempts(session).isEmpty)
        }
    }

    @Test func `a card of another session is refused`() async throws {
        try await PaymentWorld.running { world in
            let (mine, theirs) = try await (world.openSession(), world.openSession())
            let result = try await world.confirm(mine, world.card(for: theirs))
            #expect(result.outcome == .refused)
            #expect(result.code == .tokenUnknown)
            #expect(try await world.attempts(mine).isEmpty)
        }
    }

    @Test func `looking at a session changes nothing`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            let card = world.card(for: session)
            let nonce = String(card.token.rawValue.dropFirst("card_".count))
            let view = try #require(try await world.parts.desk.view(session.id, nonce: nonce))
            #expect(view.card?.last4 == "4242")
            #expect(view.payment == .none)
            #expect(view.lineItems.first?.amountTotal == 2000)
            #expect(!view.ticket.isEmpty)
            #expect(try await world.session(session) == session)
            #expect(try await world.parts.desk.view(.init(unchecked: "cs_test_none"), nonce: nil) == nil)
        }
    }
}
