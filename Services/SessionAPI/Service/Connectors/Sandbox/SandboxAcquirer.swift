import Foundation
import HTTPKit
import Payments
import VaultClient

/// The connector to the sandbox's test acquirer, by way of the vault's relay.
///
/// Tables are in `SandboxCodes`, forms in `SandboxMessages`; here are the verbs, what they send, and the one `send`.
package struct SandboxAcquirer: Acquirer {
    package let name: String
    private let vault: CardVault

    package init(name: String = "sandbox", vault: CardVault) {
        self.name = name
        self.vault = vault
    }

    // MARK: Verbs

    package func authorize(_ order: AuthorizationOrder) async -> AuthorizationAnswer {
        let body = SandboxRequest.Authorization(
            amount: order.money.amount,
            currency: order.money.currency.code,
            capture: order.capture,
            merchant: order.merchant.rawValue,
            reference: order.session.rawValue,
            card: .init(
                cvc: order.takesCode ? "{{card.cvc}}" : nil,
                name: order.namePresent ? "{{card.name}}" : nil
            ),
            threeDSecure: order.proof.map(SandboxRequest.ThreeDSecure.init)
        )
        var request = RelayRequest(acquirer: name, operation: "authorize", idempotencyKey: order.key, body: body)
        request.session = order.session.rawValue
        request.attempt = order.attempt.rawValue
        request.token = order.token
        request.includeCVC = order.takesCode
        do {
            let answer = try await vault.relay(request)
            // A 409 for a reversed key, a 500, a page of HTML: none of them says what the book says.
            guard answer.status == 200 else { return .silence("answered \(answer.status)") }
            guard let transaction: SandboxAnswer.Transaction = Self.read(answer) else {
                return .silence("unreadable answer")
            }
            return Self.verdict(transaction, key: order.key, order.money).map { .verdict($0) }
                ?? .silence("an answer about something else")
        } catch {
            return Self.failed(error)
        }
    }

    package func capture(_ transaction: String, _ money: Money, key: String) async -> ChangeAnswer {
        await change("capture", .init(transaction: transaction, amount: money.amount), key)
    }

    package func void(_ transaction: String, key: String) async -> ChangeAnswer {
        await change("void", .init(transaction: transaction, amount: nil), key)
    }

    package func refund(_ instruction: RefundInstruction) async -> ChangeAnswer {
        let body = SandboxRequest.Change(transaction: instruction.transaction, amount: instruction.money.amount)
        return await change("refund", body, instruction.key, session: instruction.session)
    }

    package func inquire(_ key: String, about money: Money) async -> InquiryAnswer {
        switch await send("inquire", SandboxRequest.Key(key: key), key) {
        case .success(let answer) where answer.status == 200:
            guard let inquiry: SandboxAnswer.Inquiry = Self.read(answer) else { return .silence("unreadable answer") }
            guard inquiry.found else { return .notFound }
            let verdict = inquiry.transaction.flatMap { Self.verdict($0, key: key, money) }
            return verdict.map { .found($0) } ?? .silence("an answer about something else")
        case .success(let answer): return .silence("answered \(answer.status)")
        case .failure(let failure): return .silence(failure.reason)
        }
    }

    package func reverse(_ key: String) async -> ReversalAnswer {
        switch await send("reverse", SandboxRequest.Key(key: key), key) {
        case .success(let answer):
            let reversal: SandboxAnswer.Reversal? = Self.read(answer)
            return answer.status == 200 && reversal?.reversed == true
                ? .acknowledged : .silence("answered \(answer.status)")
        case .failure(let failure): return .silence(failure.reason)
        }
    }

    package func withdraw(_ key: String) async -> WithdrawalAnswer {
        switch await send("reverse", SandboxRequest.Key(key: key), key) {
        case .success(let answer) where answer.status == 409:
            let refusal: SandboxAnswer.Refusal? = Self.read(answer)
            return refusal?.error.code == SandboxCodes.executed ? .executed : .silence("answered 409")
        case .success(let answer):
            let reversal: SandboxAnswer.Reversal? = Self.read(answer)
            return answer.status == 200 && reversal?.reversed == true
                ? .withdrawn : .silence("answered \(answer.status)")
        case .failure(let failure): return .silence(failure.reason)
        }
    }

    private func change(
        _ operation: String,
        _ body: SandboxRequest.Change,
        _ key: String,
        session: ID<Session>? = nil
    ) async -> ChangeAnswer {
        switch await send(operation, body, key, session: session) {
        case .success(let answer) where answer.status == 200:
            // Anything but the payment itself, such as a page of some proxy's, says nothing.
            let transaction: SandboxAnswer.Transaction? = Self.read(answer)
            return transaction?.id == body.transaction ? .done : .silence("unreadable answer")
        case .success(let answer) where SandboxCodes.laterStatuses.contains(answer.status):
            return .silence("answered \(answer.status)")
        case .success(let answer) where (400..<500).contains(answer.status):
            let refusal: SandboxAnswer.Refusal? = Self.read(answer)
            return .refused(refusal?.error.code ?? "\(answer.status)")
        case .success(let answer): return .silence("answered \(answer.status)")
        case .failure(.outcomeUnknown(let reason)): return .silence(reason)
        case .failure(let failure): return .notSent(failure.reason)
        }
    }

    // MARK: Reading answers

    /// Nil when the answer is not about this key: then it is no evidence.
    private static func verdict(_ transaction: SandboxAnswer.Transaction, key: String, _ money: Money) -> Verdict? {
        guard transaction.key == key, !SandboxCodes.unclear.contains(transaction.responseCode) else { return nil }
        guard SandboxCodes.approved.contains(transaction.responseCode) else {
            // A no that stands in the book as approved is neither.
            return transaction.status == "declined" ? .declined(SandboxCodes.decline(transaction.responseCode)) : nil
        }
        if transaction.voided { return .unusable("undone at the acquirer") }
        guard transaction.amount == money.amount, transaction.currency == money.currency.code else {
            return .unusable("approved for another amount")
        }
        return .approved(
            Approval(
                transaction: transaction.id,
                captured: transaction.status == "captured",
                authorizationCode: transaction.authorizationCode,
                networkTransaction: transaction.networkTransaction,
                cvcCheck: SandboxCodes.cvcCheck(transaction.cvcCheck)
            )
        )
    }

    private static func failed(_ failure: RelayFailure) -> AuthorizationAnswer {
        switch failure {
        case .notSent(let reason): .notSent(reason)
        case .outcomeUnknown(let reason): .silence(reason)
        case .codeGone: .codeGone
        case .tokenUsed, .tokenGone: .cardGone(failure.reason)
        // The vault looked at the request and did nothing; it will not change its mind.
        case .refused: .notSent(failure.reason)
        }
    }

    private static func read<Answer: Decodable>(_ answer: RelayAnswer) -> Answer? {
        // What is wrong with an unreadable answer does not matter: it is no evidence either way.
        try? JSON.decode(Answer.self, from: Data(answer.body.utf8))
    }

    // MARK: Sending

    private func send(
        _ operation: String,
        _ body: some Encodable & Sendable,
        _ key: String,
        session: ID<Session>? = nil
    ) async -> Result<RelayAnswer, RelayFailure> {
        var request = RelayRequest(acquirer: name, operation: operation, idempotencyKey: key, body: body)
        request.session = session?.rawValue
        do {
            return .success(try await vault.relay(request))
        } catch {
            return .failure(error)
        }
    }
}
