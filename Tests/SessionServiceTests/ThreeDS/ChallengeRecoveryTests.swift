import Foundation
import Payments
import Postgres
import SessionClient
import TestSupport
import Testing
import VaultClient

@testable import SessionService

/// Soft declines, lost security codes, and processes that die between two steps of an authentication.
@Suite(.timeLimit(.minutes(3))) struct ChallengeRecoveryTests {
    @Test func `a bank that wants to ask first gets its answer, under a key of its own, and one charge`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            world.outside.set(directory: .answers(.challenge))
            let result = try await world.confirm(session, world.card(for: session, last4: "3184"))
            #expect(result.outcome == .needsAuthentication)
            let asked = try #require(world.outside.asked.last)
            #expect(asked.fields["threeDSRequestorChallengeInd"] == "04")
            try await world.result(asked, "Y")
            #expect(try await world.outcome(session).payment == .paid)
            #expect(
                try await world.steps(session) == [
                    "scored sending needs_authentication needs_authentication authenticated sending captured"
                ]
            )
            let keys = Set(world.outside.book.map(\.key))
            #expect(keys == ["\(session.id)-1", "\(session.id)-1-sca"])
            #expect(world.outside.charged.map(\.key) == ["\(session.id)-1-sca"])
            #expect(try await !world.messages(session).contains("charge.failed"))
            #expect(try await world.attempts(session).count == 1)
        }
    }

    @Test(arguments: [TransStatus.unavailable, .notAuthenticated, .decoupled])
    func `a bank that insists and does not get its answer gets no payment`(_ status: TransStatus) async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            let view = try await world.pay(session, last4: "3184", directory: .answers(status))
            #expect(view.payment == .declined)
            #expect(world.outside.calls(of: "authorize") == 1)
            #expect(world.outside.charged.isEmpty)
        }
    }

    @Test func `a bank that is never content is answered once`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            let view = try await world.pay(session, last4: "0446", directory: .answers(.authenticated))
            #expect(view.payment == .declined)
            #expect(view.decline?.messageKey == .authenticationRequired)
            #expect(world.outside.calls(of: "authorize") == 2)
            let charge = try await world.object("charge.failed", of: session)
            #expect(charge["failure_code"] as? String == "authentication_required")
        }
    }

    @Test func `a security code that is gone by then is not missed`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let asked = try await world.challenge(session)
            world.outside.fail("authorize", .codeGone)
            try await world.result(asked, "Y")
            #expect(try await world.outcome(session).payment == .paid)
            #expect(world.outside.codesTaken == [true, false])
        }
    }

    @Test func `a process that dies after the bank's word loses nothing`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession(threeDSecure: .any)
            var asked: DirectoryScript.Asked?
            try await world.running(world.parts) { _ = try await world.challenge(session) }
            asked = world.outside.asked.last
            // Committed and acknowledged; nobody is left to go on.
            try await world.result(try #require(asked), "Y")
            #expect(try await world.attempts(session).map(\.state) == [.authenticated])
            #expect(world.outside.calls(of: "authorize") == 0)
            try await world.recover(on: world.anotherProcess())
            #expect(try await world.attempts(session).map(\.state) == [.captured])
            #expect(world.outside.proofs.first??["cavv"] == DirectoryScript.proof)
            #expect(world.outside.charged.count == 1)
        }
    }

    @Test func `a process that dies after the authorization with a proof charges once`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession()
            world.outside.set(directory: .answers(.challenge))
            _ = try await world.confirm(session, world.card(for: session, last4: "3184"))
            world.outside.fail("authorize", .answerLost)
            try await world.result(try #require(world.outside.asked.last), "Y")
            #expect(try await world.outcome(session).payment == .paid)
            #expect(world.outside.charged.map(\.key) == ["\(session.id)-1-sca"])
        }
    }

    @Test func `a process that dies while the bank is asked leaves a session that takes another card`() async throws {
        try await PaymentWorld.with(patience: .milliseconds(100)) { world in
            let session = try await world.openSession(threeDSecure: .any)
            world.outside.fail("authenticate", .held)
            try await world.running(world.parts) {
                #expect(try await world.confirm(session, world.card(for: session)).outcome == .processing)
                await world.outside.called("authenticate")
                let other = world.anotherProcess()
                // Its signs of life go on, for it is only as good as dead; one moment between two of them is enough.
                while try await world.attempts(session).first?.state == .needsAuthentication {
                    try await world.test.owner.execute("DELETE FROM checkout.attempt_runners")
                    try await world.recover(on: other)
                }
                #expect(try await world.steps(session) == ["scored needs_authentication canceled"])
            }
            // The old process hears its answer after all, and changes nothing.
            #expect(try await world.attempts(session).map(\.state) == [.canceled])
            #expect(world.outside.calls(of: "authorize") == 0)
        }
    }

    @Test func `a yes that comes while its session is being ended never charges`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession(threeDSecure: .any)
            try await world.running(world.parts) { _ = try await world.challenge(session) }
            try await world.result(try #require(world.outside.asked.last), "Y")
            try await world.end(session)
            try await world.recover(on: world.anotherProcess())
            #expect(try await world.attempts(session).map(\.state) == [.canceled])
            #expect(world.outside.calls(of: "authorize") == 0)
        }
    }
}
