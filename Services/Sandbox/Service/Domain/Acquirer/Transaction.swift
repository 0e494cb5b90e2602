import Foundation
import Payments

/// One authorization and what became of it, as the test acquirer's book holds it.
struct Transaction: Hashable, Sendable {
    let id: ID<Transaction>
    /// The idempotency key that it was asked for with.
    let key: String
    let money: Money
    let last4: String
    /// The merchant's name for the payment, as sent; nothing is made of it.
    let reference: String?
    let merchant: String?
    let decision: Issuer.Decision
    /// What the merchant may quote to the issuer; declined transactions have none.
    let authorizationCode: String?
    /// What ties later messages about this transaction together in the network.
    let networkTransactionID: String
    /// The 3-D Secure transaction whose proof this used up.
    let dsTransID: String?
    let created: Date
    /// Changed by the book alone, entry by entry.
    var state: State

    /// Where a transaction stands.
    ///
    /// The refunded sum never exceeds the captured one.
    enum State: Hashable, Sendable {
        case declined
        case authorized
        case captured(Int64, refunded: Int64)
        /// By `void` or `reverse`; nothing is charged.
        case voided(wasCaptured: Bool)
    }
}

extension Transaction {
    /// A transaction as an authorization opens it.
    ///
    /// `captured` says whether an approval took the money at once.
    init(
        id: ID<Transaction>,
        key: String,
        money: Money,
        last4: String,
        reference: String?,
        merchant: String?,
        decision: Issuer.Decision,
        authorizationCode: String?,
        networkTransactionID: String,
        created: Date,
        captured: Bool,
        dsTransID: String? = nil
    ) {
        self.id = id
        self.key = key
        self.money = money
        self.last4 = last4
        self.reference = reference
        self.merchant = merchant
        self.decision = decision
        self.authorizationCode = authorizationCode
        self.networkTransactionID = networkTransactionID
        self.created = created
        self.dsTransID = dsTransID
        state = !decision.isApproved ? .declined : captured ? .captured(money.amount, refunded: 0) : .authorized
    }
}

extension Transaction {
    /// The same request, declined since its proof has been used by another payment.
    var declinedAsReplay: Transaction {
        Transaction(
            id: id,
            key: key,
            money: money,
            last4: last4,
            reference: reference,
            merchant: merchant,
            decision: .replayed(decision.cvcCheck),
            authorizationCode: nil,
            networkTransactionID: networkTransactionID,
            created: created,
            captured: false
        )
    }
}

extension Transaction: Identified {
    static let prefix = "acq_"
    static let length = 24
}

// MARK: - What the merchant's side sees

extension Transaction {
    /// The words of the ledger; a void shows in `isVoided`.
    enum Status: String, Codable, Sendable {
        case authorized, captured, declined
    }

    var status: Status {
        switch state {
        case .declined: .declined
        case .authorized, .voided(wasCaptured: false): .authorized
        case .captured, .voided(wasCaptured: true): .captured
        }
    }

    var captured: Int64 {
        if case .captured(let amount, _) = state { amount } else { 0 }
    }

    var refunded: Int64 {
        if case .captured(_, let refunded) = state { refunded } else { 0 }
    }

    var isVoided: Bool {
        if case .voided = state { true } else { false }
    }
}

// MARK: - Transitions

extension Transaction {
    /// What can be done to an approved transaction by its id.
    enum Change: String, Codable, Sendable {
        case capture, void, refund
    }

    /// The state that a change leads to.
    ///
    /// An amount of nil means all that is left; a void has none.
    func state(after change: Change, _ amount: Int64?) throws(Refusal) -> State {
        switch change {
        case .capture: try captured(amount)
        case .void: try voided()
        case .refund: try refunded(amount)
        }
    }

    /// The state once the merchant gave the key up: as if the payment had never been.
    ///
    /// A decline stays what it is.
    func stateAfterReversal() throws(Refusal) -> State {
        switch state {
        case .declined, .voided: return state
        case .authorized: return .voided(wasCaptured: false)
        case .captured(_, refunded: 0): return .voided(wasCaptured: true)
        case .captured: throw .alreadyRefunded
        }
    }

    /// Takes the money, once; what is not captured is released.
    private func captured(_ amount: Int64?) throws(Refusal) -> State {
        switch state {
        case .declined: throw .declined
        case .voided: throw .voided
        case .captured: throw .alreadyCaptured
        case .authorized:
            let taken = amount ?? money.amount
            guard (1...money.amount).contains(taken) else { throw .amountTooLarge }
            return .captured(taken, refunded: 0)
        }
    }

    /// Releases what was not captured.
    private func voided() throws(Refusal) -> State {
        switch state {
        case .declined: throw .declined
        case .voided: throw .voided
        case .captured: throw .alreadyCaptured
        case .authorized: return .voided(wasCaptured: false)
        }
    }

    /// Gives captured money back, in parts if wanted.
    private func refunded(_ amount: Int64?) throws(Refusal) -> State {
        switch state {
        case .declined: throw .declined
        case .voided: throw .voided
        case .authorized: throw .notCaptured
        case .captured(let captured, let refunded):
            let left = captured - refunded
            guard left > 0 else { throw .alreadyRefunded }
            let given = amount ?? left
            guard (1...left).contains(given) else { throw .amountTooLarge }
            return .captured(captured, refunded: refunded + given)
        }
    }
}
