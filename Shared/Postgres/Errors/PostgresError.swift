/// Why a statement has no result.
///
/// No case carries data: the server's message and detail may quote a row, so they are dropped where the error is
/// made.
package enum PostgresError: Error, Sendable, Hashable {
    /// The server refused the statement; it had no effect.
    case server(ServerError)
    /// There is no connection, or it was lost at a moment when nothing of the statement can last: before it was sent,
    /// in a read, or in a transaction before its COMMIT.
    case connectionFailed(String)
    /// No connection became free in time, or too many callers wait already. Nothing was sent.
    case poolExhausted
    /// A read, or a statement inside a transaction, took longer than it may. Nothing of it lasts.
    case deadlineExceeded
    /// A write was sent and its answer did not come: it may or may not have happened. Read again by id; never run it
    /// again blindly.
    case unknownOutcome
    /// As many rows came where exactly one was expected.
    case unexpectedRowCount(Int)
    /// A column is missing or does not hold what was asked for.
    case decoding(column: String, expected: String)
    /// A statement inside the transaction had failed, and the body went on as if it had not. Rolled back.
    case transactionAborted
    /// The task was canceled before the statement was sent.
    case cancelled
    /// The client does not do this; the text says what.
    case unsupported(String)
    /// The database was closed in this process.
    case closed

    /// The name of the violated constraint, when the server named one.
    package var constraint: String? {
        guard case .server(let error) = self else { return nil }
        return error.constraint
    }

    /// The kind of the server's error, when it is one of the server's.
    package var sqlState: SQLState? {
        guard case .server(let error) = self else { return nil }
        return error.sqlState
    }

    /// Whether the statement was refused by this constraint.
    package func violates(_ constraint: String) -> Bool {
        self.constraint == constraint && sqlState?.errorClass == "23"
    }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .server(let error): "the server refused the statement: \(error)"
        case .connectionFailed(let reason): "no connection to Postgres: \(reason)"
        case .poolExhausted: "no connection became free in time"
        case .deadlineExceeded: "the statement took longer than it may"
        case .unknownOutcome: "the write was sent, its outcome is unknown"
        case .unexpectedRowCount(let count): "one row was expected, \(count) came"
        case .decoding(let column, let expected): "column \(column) does not hold \(expected)"
        case .transactionAborted: "a statement in the transaction had failed, so it was rolled back"
        case .cancelled: "canceled before the statement was sent"
        case .unsupported(let what): "not supported: \(what)"
        case .closed: "the database was closed"
        }
    }
}

/// An error of the server, without what might be data.
package struct ServerError: Error, Sendable, Hashable {
    /// ERROR, FATAL or PANIC.
    package let severity: String
    /// The kind of error.
    package let sqlState: SQLState
    /// The violated constraint.
    package let constraint: String?
    /// The schema of the table.
    package let schema: String?
    /// The table it is about.
    package let table: String?
    /// The column it is about.
    package let column: String?
    /// The function of the server that gave the error.
    package let routine: String?
    /// Where in the statement's text the error is, in characters from 1.
    package let position: Int?

    /// Whether the server ends the connection with this error.
    var endsConnection: Bool { severity == "FATAL" || severity == "PANIC" }
}

extension ServerError: CustomStringConvertible {
    package var description: String {
        var text = "\(sqlState)"
        if let constraint { text += ", constraint \(constraint)" }
        if let table { text += ", table \(schema.map { "\($0)." } ?? "")\(table)" }
        if let column { text += ", column \(column)" }
        if let position { text += ", at character \(position) of the statement" }
        if let routine { text += " (\(routine))" }
        return text
    }
}
