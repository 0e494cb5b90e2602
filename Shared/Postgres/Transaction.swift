/// How far a transaction sees what others do meanwhile.
package enum Isolation: Sendable {
    /// Each statement sees what is committed when it begins.
    case readCommitted
    /// All statements see what was committed when the first one began.
    case repeatableRead
    /// As if transactions ran one after the other; may fail with `serializationFailure` and be run again.
    case serializable

    fileprivate var begin: SQL {
        switch self {
        case .readCommitted: "BEGIN"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}

/// A transaction that is lent to the body of `Database.transaction`, on a connection of its own.
///
/// It cannot be copied, so it cannot outlive that body.
package struct Transaction: ~Copyable, QueryRunner {
    fileprivate let lease: Lease
    fileprivate let isolation: Isolation
    private let statementTimeout: Duration

    fileprivate init(lease: Lease, isolation: Isolation, statementTimeout: Duration) {
        self.lease = lease
        self.isolation = isolation
        self.statementTimeout = statementTimeout
    }

    borrowing func exchange(
        _ statements: [SQL],
        access: Access,
        timeout: Duration?
    ) async -> Result<[ResultSet], PostgresError> {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        let begin = isolation.begin
        let limit = timeout ?? statementTimeout
        return await lease.perform { wire throws(WireFailure) in
            // BEGIN travels with the first statement: no round trip of its own, no lock while the body only thinks.
            let isFirst = wire.isOutsideTransaction
            let all = isFirst ? [begin] + statements : statements
            let results = try Exchange.run(all, on: wire, access: access, until: .now + limit)
            return Array(results.dropFirst(isFirst ? 1 : 0))
        }
    }

    borrowing func script(_ text: String, timeout: Duration?) async -> Result<Void, PostgresError> {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        let begin = isolation.begin
        let limit = timeout ?? statementTimeout
        return await lease.perform { wire throws(WireFailure) in
            if wire.isOutsideTransaction {
                _ = try Exchange.run([begin], on: wire, access: .write, until: .now + limit)
            }
            try Script.run(text, on: wire, until: .now + limit)
        }
    }
}

/// A connection that is lent for more than one exchange, given back by `end`.
struct Lease: Sendable {
    let pool: Pool
    let connection: Connection
    let metrics: PostgresMetrics

    /// Runs work on the connection as it is; once it is lost it stays lost.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (Wire) throws(WireFailure) -> Value
    ) async -> Result<Value, PostgresError> {
        let result = await connection.perform { line in
            Result { () throws(PostgresError) in
                let wire = try line.sameWire()
                do throws(WireFailure) {
                    return try work(wire)
                } catch {
                    throw PostgresError(insideTransaction: error)
                }
            }
        }
        metrics.count(result.failure)
        return result
    }

    /// Ends the transaction and gives the connection back, closed when it is not in order.
    ///
    /// - Throws: `.unknownOutcome` when the answer to COMMIT was lost; otherwise why there was none.
    func end(commit: Bool, within limit: Duration) async throws(PostgresError) {
        try await connection.perform { line in
            let result = Result { () throws(PostgresError) in
                try Self.end(commit: commit, on: line, until: .now + limit)
            }
            if result.failure != nil, !commit { line.close() }
            pool.release(connection, isOpen: line.isOpen)
            return result
        }.get()
    }

    /// Commits and keeps the connection.
    func commit(within limit: Duration) async throws(PostgresError) {
        try await connection.perform { line in
            Result { () throws(PostgresError) in
                try Self.end(commit: true, on: line, until: .now + limit)
            }
        }.get()
    }

    /// Closes the connection and gives its place back.
    func abandon() async throws(PostgresError) {
        try await connection.perform { line in
            line.close()
            pool.release(connection, isOpen: false)
            return .success(())
        }.get()
    }

    private static func end(
        commit: Bool,
        on line: Line,
        until deadline: ContinuousClock.Instant
    ) throws(PostgresError) {
        let wire = try line.sameWire()
        guard !wire.isOutsideTransaction else { return }
        do {
            let verb: SQL = commit ? "COMMIT" : "ROLLBACK"
            let results = try Exchange.run([verb], on: wire, access: .write, until: deadline)
            // The server answers COMMIT of a failed transaction with success and the word ROLLBACK.
            guard !commit || results.first?.commandTag == "COMMIT" else { throw PostgresError.transactionAborted }
        } catch let error as WireFailure {
            throw PostgresError(error, access: .write)
        } catch {
            throw .transactionAborted
        }
    }
}

extension Database {
    /// Runs `body` in a transaction on a connection lent for its length; commits when it returns, rolls back when it
    /// throws or the task was canceled.
    ///
    /// Keep it short, and talk to nobody else in it: the connection and the locks are held meanwhile.
    ///
    /// - Throws: What `body` threw, or a `PostgresError`: `.unknownOutcome` when the connection was lost in COMMIT.
    package func transaction<R>(
        isolation: Isolation = .readCommitted,
        _ body: (borrowing Transaction) async throws -> R
    ) async throws -> R {
        let lease = try await lend().get()
        let limit = configuration.statementTimeout
        let transaction = Transaction(lease: lease, isolation: isolation, statementTimeout: limit)
        let value: R
        do {
            value = try await body(transaction)
            try Task.checkCancellation()
        } catch {
            // The body's error is the one that counts; a connection that cannot roll back is closed by `end`.
            try? await lease.end(commit: false, within: limit)
            throw error
        }
        try await lease.end(commit: true, within: limit)
        return value
    }

    /// A connection for more than one exchange.
    ///
    /// Whoever gets it has to end the lease.
    func lend() async -> Result<Lease, PostgresError> {
        let metrics = metrics
        return await acquire(within: configuration.acquireTimeout) { pool, connection, line, deadline in
            let result = Result { () throws(PostgresError) in
                _ = try line.wire(until: deadline)
                return Lease(pool: pool, connection: connection, metrics: metrics)
            }
            if result.failure != nil { pool.release(connection, isOpen: line.isOpen) }
            return result
        }
    }
}
