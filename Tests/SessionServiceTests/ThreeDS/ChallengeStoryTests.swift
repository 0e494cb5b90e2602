import Foundation
import Payments
import SessionClient
import Testing
import VaultClient

@testable import SessionService

/// What customers live through when their bank has a question.
@Suite(.timeLimit(.minutes(3))) struct ChallengeStoryTests {
    @Test func `a challenge that is approved pays the session, with the bank's proof`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let asked = try await world.challenge(session)
            #expect(asked.fields["threeDSRequestorChallengeInd"] == "03")
            #expect(asked.fields["acctNumber"] == "{{card.number}}")
            #expect(asked.fields["purchaseCurrency"] == "978")
            #expect(asked.fields["notificationURL"] == "https://pay.example/c/3ds")
            let waiting = try await world.object("payment_intent.requires_action", of: session)
            let action = try #require(waiting["next_action"] as? [String: any Sendable])
            #expect(action["type"] as? String == "redirect_to_url")
            let redirect = try #require(action["redirect_to_url"] as? [String: any Sendable])
            #expect(redirect["url"] as? String == "https://pay.example/c/pay/\(session.id)")

            try await world.result(asked, "Y")
            #expect(try await world.outcome(session).payment == .paid)
            #expect(
                try await world.steps(session) == [
                    "scored needs_authentication needs_authentication authenticated sending captured"
                ]
            )
            #expect(
                try await world.messages(session) == [
                    "payment_intent.created", "payment_intent.requires_action", "charge.succeeded",
                    "payment_intent.succeeded", "checkout.session.completed",
                ]
            )
            let proof = try #require(world.outside.proofs.first)
            #expect(proof?["cavv"] == DirectoryScript.proof)
            #expect(proof?["ds_transaction_id"] == asked.directory.wireText)
            #expect(proof?["trans_status"] == "Y")
            #expect(world.outside.charged.count == 1)
            #expect(try await world.attempts(session).first?.authentication?.value == nil, "kept no longer than needed")
            let charge = try await world.object("charge.succeeded", of: session)
            let details = try #require(charge["payment_method_details"] as? [String: any Sendable])
            let card = try #require(details["card"] as? [String: any Sendable])
            let shown = try #require(card["three_d_secure"] as? [String: any Sendable])
            #expect(shown["result"] as? String == "authenticated")
            #expect(shown["authentication_flow"] as? String == "challenge")
            #expect(shown["electronic_commerce_indicator"] as? String == "05")
        }
    }

    @Test func `a challenge that is refused leaves the session open, unpaid, and without a charge`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let asked = try await world.challenge(session)
            try await world.result(asked, "N")
            let view = try await world.outcome(session)
            #expect(view.payment == .declined)
            #expect(view.status == .open)
            #expect(view.decline?.messageKey == .authenticationRequired)
            #expect(view.attemptsLeft == 4)
            #expect(world.outside.calls(of: "authorize") == 0)
            let intent = try await world.object("payment_intent.payment_failed", of: session)
            #expect(intent["status"] as? String == "requires_payment_method")
            let error = try #require(intent["last_payment_error"] as? [String: any Sendable])
            #expect(error["code"] as? String == "payment_intent_authentication_failure")
            #expect(error["charge"] == nil)
            #expect(try await !world.messages(session).contains("charge.failed"))
            #expect(try await world.pay(session, last4: "0000", directory: .answers(.authenticated)).payment == .paid)
            #expect(world.outside.charged.count == 1)
        }
    }

    @Test func `a challenge that is left for another card makes one charge, and a late yes none`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let asked = try await world.challenge(session)
            let view = try await world.pay(session, last4: "4444", directory: .answers(.authenticated))
            #expect(view.payment == .paid)
            try await world.result(asked, "Y")
            #expect(world.outside.charged.count == 1)
            #expect(try await world.attempts(session).map(\.state) == [.canceled, .captured])
            #expect(try await world.late(session) == ["Y", nil])
            #expect(try await world.session(session).progress.status == .complete)
        }
    }

    @Test func `every tab, every reload and every process lead to the same challenge`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            world.outside.set(directory: .answers(.challenge))
            let card = world.card(for: session)
            let first = try await world.confirm(session, card)
            #expect(first.outcome == .needsAuthentication)
            let challenge = try #require(first.view.challenge)
            #expect(challenge.acsURL == DirectoryScript.issuerPage)
            #expect(try await world.confirm(session, card).view.challenge == challenge)
            #expect(try await world.view(session).challenge == challenge)
            #expect(try await world.view(session, on: world.anotherProcess()).challenge == challenge)
            #expect(world.outside.calls(of: "authenticate") == 1)
        }
    }

    @Test func `who is back waits for the bank's word, and may go there again when it does not come`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let asked = try await world.challenge(session)
            let challenge = try #require(try await world.view(session).challenge)
            let back = ChallengeReturn(sessionData: challenge.sessionData, cres: nil)
            #expect(try await world.parts.desk.challengeReturned(back) == session.id)
            #expect(try await world.view(session).payment == .processing)
            #expect(try await world.view(session).challenge == nil)
            world.clock.advance(by: 31)
            #expect(try await world.view(session).payment == .needsAuthentication)
            #expect(try await world.view(session).challenge == challenge)
            #expect(try await world.parts.desk.challengeReturned(back) == session.id)
            #expect(try await world.view(session).payment == .processing)
            try await world.result(asked, "Y")
            #expect(try await world.outcome(session).payment == .paid)
            #expect(try await world.parts.desk.challengeReturned(back) == session.id)
            #expect(try await world.parts.desk.challengeReturned(.init(sessionData: "x", cres: nil)) == nil)
        }
    }

    @Test(arguments: TransStatus.allCases)
    func `each first answer of the bank ends as the table says`(_ status: TransStatus) async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let view = try await world.pay(session, directory: .answers(status))
            switch status {
            case .authenticated, .attempted, .unavailable, .decoupled, .securePayment, .informational:
                #expect(view.payment == .paid)
                #expect(world.outside.charged.count == 1)
                #expect((world.outside.proofs.first??["cavv"] != nil) == status.bringsProof)
            case .notAuthenticated, .rejected:
                #expect(view.payment == .declined)
                #expect(world.outside.calls(of: "authorize") == 0)
            case .challenge:
                #expect(view.payment == .needsAuthentication)
                #expect(view.challenge != nil)
            }
            #expect(view.status == (view.payment == .paid ? .complete : .open))
        }
    }

    @Test(
        arguments: [
            .error, .foreignTransaction, .noProof, .noAddress, .plainAddress, .answers(.unavailable),
        ] as [DirectoryScript],
        MerchantSettings.AuthenticationAway.allCases
    )
    func `what could not be tried is the merchant's to decide`(
        _ script: DirectoryScript,
        _ policy: MerchantSettings.AuthenticationAway
    ) async throws {
        try await PaymentWorld.running { world in
            try await world.decide("three_d_secure.unavailable", policy.rawValue)
            let session = try await world.openSession(threeDSecure: .any)
            let view = try await world.pay(session, directory: script)
            #expect(view.payment == (policy == .authorize ? .paid : .declined))
            #expect(world.outside.charged.count == (policy == .authorize ? 1 : 0))
        }
    }

    @Test(arguments: [OutsideWorld.Fault.requestLost, .serverError, .garbage, .answerLost])
    func `a directory server that is silent stops nothing that nobody insists on`(
        _ fault: OutsideWorld.Fault
    ) async throws {
        try await PaymentWorld.running { world in
            world.outside.fail("authenticate", fault)
            let session = try await world.openSession(threeDSecure: .any)
            #expect(try await world.pay(session).payment == .paid)
            let insisted = try await world.openSession(threeDSecure: .any)
            world.outside.fail("authenticate", fault)
            world.outside.set(decision: "authenticate")
            #expect(try await world.pay(insisted).payment == .declined)
            #expect(world.outside.charged.count == 1)
        }
    }

    @Test func `a card that its bank rejects is not tried again`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            #expect(try await world.pay(session, directory: .answers(.rejected)).payment == .declined)
            let view = try await world.pay(session, directory: .answers(.authenticated))
            #expect(view.payment == .declined)
            #expect(view.decline?.messageKey == .generic)
            #expect(world.outside.calls(of: "authenticate") == 1)
            #expect(world.outside.calls(of: "authorize") == 0)
            #expect(try await world.pay(session, last4: "4444", directory: .answers(.authenticated)).payment == .paid)
        }
    }

    @Test(arguments: MerchantSettings.ScorerAway.allCases)
    func `what nobody looked at is the merchant's to decide`(_ policy: MerchantSettings.ScorerAway) async throws {
        try await PaymentWorld.running { world in
            try await world.decide("fraud.when_away", policy.rawValue)
            world.outside.set(scorerIsAway: true)
            let session = try await world.openSession()
            let view = try await world.pay(session, directory: .answers(.authenticated))
            #expect(view.payment == (policy == .refuse ? .declined : .paid))
            #expect(world.outside.calls(of: "authenticate") == (policy == .authenticate ? 1 : 0))
            let attempt = try #require(try await world.attempts(session).first)
            let decision: RiskDecision =
                switch policy {
                case .allow: .review
                case .authenticate: .authenticate
                case .refuse: .block
                }
            #expect(attempt.risk?.decision == decision)
            #expect(attempt.risk?.score == nil)
        }
    }
}
