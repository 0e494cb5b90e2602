import Foundation
import Payments
import Synchronization

/// The test acquirer's book on disk: every answer is written and synced before it is given.
final class Ledger: Sendable {
    private let log: AppendLog
    private let book: Mutex<Book>
    private let issuer: Issuer
    private let clock: WallClock
    private let randomness: Randomness

    /// Opens the file and builds the book from it.
    init(path: String, issuer: Issuer, clock: WallClock, randomness: Randomness) throws {
        log = try AppendLog(path: path)
        var book = Book()
        try log.replay(LedgerEntry.self) { try book.apply($0) }
        self.book = Mutex(book)
        self.issuer = issuer
        self.clock = clock
        self.randomness = randomness
    }

    /// Answers the transaction of the request's key, which is the first one that used it.
    func authorize(_ request: AuthorizationRequest) async throws -> Transaction {
        let proposal = request.transaction(issuer, at: clock.now, randomness)
        let (transaction, position) = try book.withLock { book in
            try store(try book.authorize(proposal), proposal.id, in: &book)
        }
        try await log.flushed(through: position)
        return transaction
    }

    /// Captures, voids or refunds, once per key.
    ///
    /// An amount of nil means all that is left.
    func change(
        _ change: Transaction.Change,
        _ id: ID<Transaction>,
        amount: Int64?,
        key: String
    ) async throws -> Transaction {
        let now = clock.now
        let (transaction, position) = try book.withLock { book in
            try store(try book.change(change, id, amount: amount, key: key, at: now), id, in: &book)
        }
        try await log.flushed(through: position)
        return transaction
    }

    /// Gives a key up for ever and answers what it had led to.
    func reverse(key: String) async throws -> Transaction? {
        let now = clock.now
        let (transaction, position) = try book.withLock { book in
            if let entry = try book.reverse(key: key, at: now) { try store(entry, in: &book) }
            return (book.transaction(forKey: key), log.position)
        }
        try await log.flushed(through: position)
        return transaction
    }

    /// The transaction that a key opened or changed; one that is not on the disk yet is waited for.
    func transaction(forKey key: String) async throws -> Transaction? {
        let (transaction, position) = book.withLock { ($0.transaction(forKey: key), log.position) }
        try await log.flushed(through: position)
        return transaction
    }

    /// The last four digits of a transaction's card, for faults that match by card.
    func last4(_ id: ID<Transaction>) -> String? {
        book.withLock { $0.transaction(id)?.last4 }
    }

    func last4(forKey key: String) -> String? {
        book.withLock { $0.transaction(forKey: key)?.last4 }
    }

    /// All transactions made at or after an instant, in seconds since 1970, oldest first.
    func transactions(since: Int64) async throws -> [Transaction] {
        let (found, position) = book.withLock { book in
            (book.transactions.filter { $0.created.unixSeconds >= since }, log.position)
        }
        try await log.flushed(through: position)
        return found
    }

    /// False once a write has failed: then only a restart helps.
    var isWritable: Bool { log.isWritable }

    // MARK: - Storing

    private func store(
        _ answer: Book.Answer,
        _ id: ID<Transaction>,
        in book: inout Book
    ) throws -> (Transaction, AppendLog.Position) {
        if case .replay(let transaction) = answer { return (transaction, log.position) }
        if case .new(let entry) = answer { try store(entry, in: &book) }
        guard let transaction = book.transaction(id) else { throw Refusal.unknownTransaction }
        return (transaction, log.position)
    }

    /// The line first, then the book: a log that has failed takes no line, and the book stays as the file has it.
    private func store(_ entry: LedgerEntry, in book: inout Book) throws {
        _ = try log.append(LogLine.encode(entry))
        try book.apply(entry)
    }
}
