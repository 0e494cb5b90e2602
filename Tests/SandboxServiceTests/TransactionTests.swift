import Foundation
import Payments
import Testing

@testable import SandboxService

@Suite struct TransactionTests {
    private func transaction(_ state: Transaction.State) throws -> Transaction {
        let card = try #require(
            PresentedCard(number: "4242424242424242", expiry: CardExpiry(month: 12, year: 2034), cvc: nil)
        )
        let request = AuthorizationRequest(
            key: "k",
            money: Money(1000, try #require(Currency("eur"))),
            capture: false,
            merchant: nil,
            reference: nil,
            card: card,
            proof: nil
        )
        var transaction = request.transaction(.test, at: IssuerTests.now, .seeded(1))
        transaction.state = state
        return transaction
    }

    struct Step: CustomTestStringConvertible, Sendable {
        let from: Transaction.State
        let change: Transaction.Change
        let amount: Int64?
        let leads: Result<Transaction.State, Refusal>

        init(
            _ from: Transaction.State,
            _ change: Transaction.Change,
            _ amount: Int64? = nil,
            to leads: Result<Transaction.State, Refusal>
        ) {
            self.from = from
            self.change = change
            self.amount = amount
            self.leads = leads
        }

        var testDescription: String { "\(from) \(change) \(amount.map(String.init) ?? "all")" }
    }

    static let steps: [Step] = [
        Step(.authorized, .capture, to: .success(.captured(1000, refunded: 0))),
        Step(.authorized, .capture, 400, to: .success(.captured(400, refunded: 0))),
        Step(.authorized, .capture, 1001, to: .failure(.amountTooLarge)),
        Step(.authorized, .capture, 0, to: .failure(.amountTooLarge)),
        Step(.authorized, .void, to: .success(.voided(wasCaptured: false))),
        Step(.authorized, .refund, to: .failure(.notCaptured)),
        Step(.captured(1000, refunded: 0), .capture, to: .failure(.alreadyCaptured)),
        Step(.captured(1000, refunded: 0), .void, to: .failure(.alreadyCaptured)),
        Step(.captured(1000, refunded: 0), .refund, to: .success(.captured(1000, refunded: 1000))),
        Step(.captured(400, refunded: 100), .refund, to: .success(.captured(400, refunded: 400))),
        Step(.captured(400, refunded: 100), .refund, 300, to: .success(.captured(400, refunded: 400))),
        Step(.captured(400, refunded: 100), .refund, 301, to: .failure(.amountTooLarge)),
        Step(.captured(400, refunded: 400), .refund, 1, to: .failure(.alreadyRefunded)),
        Step(.voided(wasCaptured: false), .capture, to: .failure(.voided)),
        Step(.voided(wasCaptured: false), .void, to: .failure(.voided)),
        Step(.voided(wasCaptured: true), .refund, to: .failure(.voided)),
        Step(.declined, .capture, to: .failure(.declined)),
        Step(.declined, .void, to: .failure(.declined)),
        Step(.declined, .refund, to: .failure(.declined)),
    ]

    @Test(arguments: steps)
    func `a change leads to one state or is refused`(_ step: Step) throws {
        let transaction = try transaction(step.from)
        let result = Swift.Result { () throws(Refusal) in try transaction.state(after: step.change, step.amount) }
        #expect(result == step.leads)
    }

    @Test func `a reversal undoes an approval and its capture, and leaves a decline`() throws {
        #expect(try transaction(.authorized).stateAfterReversal() == .voided(wasCaptured: false))
        #expect(try transaction(.captured(1000, refunded: 0)).stateAfterReversal() == .voided(wasCaptured: true))
        #expect(try transaction(.declined).stateAfterReversal() == .declined)
        #expect(throws: Refusal.alreadyRefunded) {
            try transaction(.captured(1000, refunded: 1)).stateAfterReversal()
        }
    }

    @Test func `what was voided shows as voided with nothing captured`() throws {
        let voided = try transaction(.voided(wasCaptured: true))
        #expect(voided.status == .captured)
        #expect(voided.isVoided)
        #expect(voided.captured == 0)
    }
}
