internal import CLibPQ
import Foundation

/// One row of a result.
///
/// Values are decoded when they are asked for, from the memory that libpq received them in.
package struct Row: Sendable {
    let result: ResultSet
    let index: Int32

    /// The value in a column.
    ///
    /// - Throws: `PostgresError.decoding` when there is no such column or it does not hold such a value.
    package func get<T: PostgresDecodable>(_ column: String, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard let position = result.position(of: column) else {
            throw .decoding(column: column, expected: "a column of that name")
        }
        return try value(at: position, name: column)
    }

    /// The value in a column by its place, from 0.
    ///
    /// - Throws: `PostgresError.decoding` when there is no such column or it does not hold such a value.
    package func get<T: PostgresDecodable>(_ column: Int, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard column >= 0, column < result.columnCount else {
            throw .decoding(column: "\(column)", expected: "a column at that place")
        }
        return try value(at: Int32(column), name: "\(column)")
    }

    /// The names of the columns, in order.
    package var columns: [String] { result.columns }

    private func value<T: PostgresDecodable>(
        at position: Int32,
        name: @autoclosure () -> String
    ) throws(PostgresError) -> T {
        do {
            return try T.decode(result.value(row: index, column: position))
        } catch {
            throw .decoding(column: name(), expected: "\(T.self)")
        }
    }
}

/// The result of one statement, owned.
///
/// Unchecked: a complete PGresult is never changed, and libpq documents that it may be read by several threads.
final class ResultSet: @unchecked Sendable {
    private let handle: OpaquePointer

    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    var rows: [Row] {
        (0..<PQntuples(handle)).map { Row(result: self, index: $0) }
    }

    var rowCount: Int { Int(PQntuples(handle)) }
    var columnCount: Int { Int(PQnfields(handle)) }
    var columns: [String] { (0..<PQnfields(handle)).map { PQfname(handle, $0).map { String(cString: $0) } ?? "" } }

    /// Rows that the statement inserted, updated, deleted or read; 0 for statements that count none.
    var affectedRows: Int {
        PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The command as the server names it, such as `INSERT 0 1` or `ROLLBACK`.
    var commandTag: String {
        PQcmdStatus(handle).map { String(cString: $0) } ?? ""
    }

    var status: ExecStatusType { PQresultStatus(handle) }

    /// What the server said was wrong; `nil` when the error is libpq's own, such as a lost connection.
    var serverError: ServerError? {
        guard let state = field("C") else { return nil }
        return ServerError(
            severity: field("V") ?? "ERROR",
            sqlState: SQLState(rawValue: state),
            constraint: field("n"),
            schema: field("s"),
            table: field("t"),
            column: field("c"),
            routine: field("R"),
            position: field("P").flatMap { Int($0) }
        )
    }

    /// A field of the error by its letter in the protocol (libpq's `PG_DIAG_…` macros, which Swift does not import).
    private func field(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(handle, Int32(letter.value)).map { String(cString: $0) }
    }

    /// The place of a column.
    ///
    /// Compared here, since PQfnumber would fold the case and copy the name each time.
    func position(of column: String) -> Int32? {
        column.withCString { name in
            (0..<PQnfields(handle)).first { strcmp(PQfname(handle, $0), name) == 0 }
        }
    }

    func value(row: Int32, column: Int32) -> PostgresValue {
        let type = PostgresType(rawValue: PQftype(handle, column))
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else {
            return PostgresValue(type: type, bytes: nil)
        }
        let count = Int(PQgetlength(handle, row, column))
        return PostgresValue(type: type, bytes: UnsafeRawBufferPointer(start: start, count: count))
    }
}
