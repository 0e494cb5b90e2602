import Foundation
import Payments

/// The acquirer's book: a pure value, built up entry by entry.
///
/// Each request is answered in two steps. First the book says which entry the request leads to (none for a replay),
/// then the entry is stored and applied. Reading the file again applies the same entries in the same order.
struct Book: Sendable {
    /// Oldest first.
    private(set) var transactions: [Transaction] = []
    private var positions: [ID<Transaction>: Int] = [:]
    private var uses: [String: Use] = [:]
    private var reversedKeys: Set<String> = []
    /// The 3-D Secure transactions whose proof has paid for something.
    private var usedProofs: Set<String> = []

    /// What an idempotency key was first used for.
    private enum Use {
        case authorization(ID<Transaction>)
        case change(Transaction.Change, ID<Transaction>, amount: Int64)

        var transaction: ID<Transaction> {
            switch self {
            case .authorization(let id), .change(_, let id, _): id
            }
        }
    }

    /// The answer to a request.
    enum Answer: Hashable {
        /// Done before under this key: the transaction as it is now.
        case replay(Transaction)
        /// To be stored and applied.
        case new(LedgerEntry)
    }

    func transaction(_ id: ID<Transaction>) -> Transaction? {
        positions[id].map { transactions[$0] }
    }

    /// The transaction that a key opened or changed.
    func transaction(forKey key: String) -> Transaction? {
        uses[key].flatMap { transaction($0.transaction) }
    }
}

// MARK: - What a request leads to

extension Book {
    /// The proposal is the transaction as it would be if the key is new.
    func authorize(_ proposal: Transaction) throws(Refusal) -> Answer {
        if reversedKeys.contains(proposal.key) { throw .keyReversed }
        guard let use = uses[proposal.key] else {
            let isReplay = proposal.dsTransID.map(usedProofs.contains) ?? false
            return .new(.opened(isReplay ? proposal.declinedAsReplay : proposal))
        }
        guard case .authorization(let id) = use, let first = transaction(id),
            first.money == proposal.money, first.last4 == proposal.last4
        else { throw .keyReused }
        return .replay(first)
    }

    /// An amount of nil means all that is left.
    func change(
        _ change: Transaction.Change,
        _ id: ID<Transaction>,
        amount: Int64?,
        key: String,
        at now: Date
    ) throws(Refusal) -> Answer {
        if reversedKeys.contains(key) { throw .keyReversed }
        if let use = uses[key] {
            guard case .change(change, id, let first) = use, amount == nil || amount == first,
                let transaction = transaction(id)
            else { throw .keyReused }
            return .replay(transaction)
        }
        guard let transaction = transaction(id) else { throw .unknownTransaction }
        let moved = try transaction.state(after: change, amount).moved(since: transaction.state)
        return .new(.changed(change, id, amount: moved, key: key, at: now))
    }

    /// Nil when the key was reversed before.
    func reverse(key: String, at now: Date) throws(Refusal) -> LedgerEntry? {
        if reversedKeys.contains(key) { return nil }
        switch uses[key] {
        case nil: break
        case .change: throw .notReversible
        case .authorization(let id): _ = try transaction(id)?.stateAfterReversal()
        }
        return .reversed(key: key, at: now)
    }
}

// MARK: - What was stored

extension Book {
    /// - Throws: a refusal when the entry does not follow from those before it, which never happens in a sound file.
    mutating func apply(_ entry: LedgerEntry) throws(Refusal) {
        switch entry {
        case .opened(let transaction):
            guard uses[transaction.key] == nil else { throw .keyReused }
            positions[transaction.id] = transactions.count
            transactions.append(transaction)
            uses[transaction.key] = .authorization(transaction.id)
            if let proof = transaction.dsTransID { usedProofs.insert(proof) }
        case .changed(let change, let id, let amount, let key, _):
            guard let position = positions[id] else { throw .unknownTransaction }
            let given = change == .void ? nil : amount
            transactions[position].state = try transactions[position].state(after: change, given)
            uses[key] = .change(change, id, amount: amount)
        case .reversed(let key, _):
            if let use = uses[key], let position = positions[use.transaction] {
                transactions[position].state = try transactions[position].stateAfterReversal()
            }
            reversedKeys.insert(key)
        }
    }
}

extension Transaction.State {
    /// The sum that went from one state to the next.
    fileprivate func moved(since before: Transaction.State) -> Int64 {
        switch (before, self) {
        case (.captured(_, let earlier), .captured(_, let later)): later - earlier
        case (_, .captured(let amount, _)): amount
        default: 0
        }
    }
}
