/// What a database and a transaction have in common: they run statements.
///
/// The verbs are written once, here.
protocol QueryRunner: ~Copyable {
    func exchange(_ statements: [SQL], access: Access, timeout: Duration?) async -> Result<[ResultSet], PostgresError>
    func script(_ text: String, timeout: Duration?) async -> Result<Void, PostgresError>
}

extension QueryRunner where Self: ~Copyable {
    fileprivate borrowing func result(
        of sql: SQL,
        _ access: Access,
        _ timeout: Duration?
    ) async throws(PostgresError) -> ResultSet {
        let results = try await exchange([sql], access: access, timeout: timeout).get()
        guard let result = results.first else { throw .unexpectedRowCount(0) }
        return result
    }

    fileprivate borrowing func one(
        of sql: SQL,
        _ access: Access,
        _ timeout: Duration?
    ) async throws(PostgresError) -> Row {
        let result = try await result(of: sql, access, timeout)
        guard result.rowCount == 1 else { throw .unexpectedRowCount(result.rowCount) }
        return Row(result: result, index: 0)
    }
}

extension Database {
    /// Runs a statement and returns its rows.
    ///
    /// `timeout` takes the place of the configured one.
    package func query(
        _ sql: SQL,
        access: Access = .write,
        timeout: Duration? = nil
    ) async throws(PostgresError) -> [Row] {
        try await result(of: sql, access, timeout).rows
    }

    /// Runs a statement and returns its first row, if there is one.
    package func first(
        _ sql: SQL,
        access: Access = .write,
        timeout: Duration? = nil
    ) async throws(PostgresError) -> Row? {
        try await result(of: sql, access, timeout).rows.first
    }

    /// Runs a statement that gives one row; `.unexpectedRowCount` when it gives none or more.
    package func one(
        _ sql: SQL,
        access: Access = .write,
        timeout: Duration? = nil
    ) async throws(PostgresError) -> Row {
        try await one(of: sql, access, timeout)
    }

    /// Runs a statement and returns how many rows it touched.
    @discardableResult
    package func execute(_ sql: SQL, timeout: Duration? = nil) async throws(PostgresError) -> Int {
        try await result(of: sql, .write, timeout).affectedRows
    }

    /// Runs statements as one implicit transaction in one round trip: all of them, or none.
    package func batch(_ statements: [SQL], timeout: Duration? = nil) async throws(PostgresError) -> [[Row]] {
        try await exchange(statements, access: .write, timeout: timeout).get().map(\.rows)
    }

    /// Runs a script of several statements without values, as one transaction unless it says otherwise.
    package func simple(_ script: String, timeout: Duration? = nil) async throws(PostgresError) {
        try await self.script(script, timeout: timeout).get()
    }
}

extension Transaction {
    /// Runs a statement and returns its rows.
    ///
    /// `timeout` takes the place of the configured one.
    package borrowing func query(
        _ sql: SQL,
        access: Access = .write,
        timeout: Duration? = nil
    ) async throws(PostgresError) -> [Row] {
        try await result(of: sql, access, timeout).rows
    }

    /// Runs a statement and returns its first row, if there is one.
    package borrowing func first(
        _ sql: SQL,
        access: Access = .write,
        timeout: Duration? = nil
    ) async throws(PostgresError) -> Row? {
        try await result(of: sql, access, timeout).rows.first
    }

    /// Runs a statement that gives one row; `.unexpectedRowCount` when it gives none or more.
    package borrowing func one(
        _ sql: SQL,
        access: Access = .write,
        timeout: Duration? = nil
    ) async throws(PostgresError) -> Row {
        try await one(of: sql, access, timeout)
    }

    /// Runs a statement and returns how many rows it touched.
    @discardableResult
    package borrowing func execute(_ sql: SQL, timeout: Duration? = nil) async throws(PostgresError) -> Int {
        try await result(of: sql, .write, timeout).affectedRows
    }

    /// Runs statements in one round trip; if one fails, the transaction has failed.
    package borrowing func batch(
        _ statements: [SQL],
        timeout: Duration? = nil
    ) async throws(PostgresError) -> [[Row]] {
        try await exchange(statements, access: .write, timeout: timeout).get().map(\.rows)
    }

    /// Runs a script of several statements without values inside the transaction.
    package borrowing func simple(_ script: String, timeout: Duration? = nil) async throws(PostgresError) {
        try await self.script(script, timeout: timeout).get()
    }
}
