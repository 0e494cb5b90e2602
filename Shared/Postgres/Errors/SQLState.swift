/// The five characters by which Postgres names a kind of error (Appendix A of its manual).
package struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The five characters.
    package let rawValue: String

    /// A state by its five characters.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The first two characters, which name the class: `23` is "integrity constraint violation".
    package var errorClass: String { String(rawValue.prefix(2)) }

    package var description: String {
        Self.names[self].map { "\(rawValue) \($0)" } ?? rawValue
    }

    /// A NULL where the column forbids it.
    package static let notNullViolation = Self(rawValue: "23502")
    /// A row refers to one that is not there.
    package static let foreignKeyViolation = Self(rawValue: "23503")
    /// A second row under a unique index.
    package static let uniqueViolation = Self(rawValue: "23505")
    /// A row that a CHECK refuses.
    package static let checkViolation = Self(rawValue: "23514")
    /// A row that an exclusion constraint refuses.
    package static let exclusionViolation = Self(rawValue: "23P01")
    /// A serializable transaction lost against another one; run it again.
    package static let serializationFailure = Self(rawValue: "40001")
    /// Two transactions waited for each other and this one was chosen to give way; run it again.
    package static let deadlockDetected = Self(rawValue: "40P01")
    /// NOWAIT, or a lock timeout.
    package static let lockNotAvailable = Self(rawValue: "55P03")
    /// Canceled by a deadline or an administrator.
    package static let queryCanceled = Self(rawValue: "57014")
    /// The server was told to end this connection.
    package static let adminShutdown = Self(rawValue: "57P01")
    /// An earlier statement failed; only ROLLBACK is taken.
    package static let inFailedTransaction = Self(rawValue: "25P02")
    /// No such table.
    package static let undefinedTable = Self(rawValue: "42P01")
    /// No such column.
    package static let undefinedColumn = Self(rawValue: "42703")
    /// No such schema.
    package static let undefinedSchema = Self(rawValue: "3F000")
    /// The statement cannot be parsed.
    package static let syntaxError = Self(rawValue: "42601")
    /// The role may not do that.
    package static let insufficientPrivilege = Self(rawValue: "42501")
    /// The object is there already.
    package static let duplicateObject = Self(rawValue: "42710")
    /// The database is there already.
    package static let duplicateDatabase = Self(rawValue: "42P04")
    /// No such prepared statement.
    package static let undefinedStatement = Self(rawValue: "26000")
    /// Not possible; also "cached plan must not change result type" after a change of the schema.
    package static let featureNotSupported = Self(rawValue: "0A000")
    /// A number too large for its column.
    package static let numericOutOfRange = Self(rawValue: "22003")
    /// Text that is no value of the type.
    package static let invalidText = Self(rawValue: "22P02")

    private static let names: [Self: String] = [
        .notNullViolation: "not_null_violation",
        .foreignKeyViolation: "foreign_key_violation",
        .uniqueViolation: "unique_violation",
        .checkViolation: "check_violation",
        .exclusionViolation: "exclusion_violation",
        .serializationFailure: "serialization_failure",
        .deadlockDetected: "deadlock_detected",
        .lockNotAvailable: "lock_not_available",
        .queryCanceled: "query_canceled",
        .adminShutdown: "admin_shutdown",
        .inFailedTransaction: "in_failed_sql_transaction",
        .undefinedTable: "undefined_table",
        .undefinedColumn: "undefined_column",
        .undefinedSchema: "invalid_schema_name",
        .syntaxError: "syntax_error",
        .insufficientPrivilege: "insufficient_privilege",
        .duplicateObject: "duplicate_object",
        .duplicateDatabase: "duplicate_database",
        .undefinedStatement: "invalid_sql_statement_name",
        .featureNotSupported: "feature_not_supported",
        .numericOutOfRange: "numeric_value_out_of_range",
        .invalidText: "invalid_text_representation",
        Self(rawValue: "42804"): "datatype_mismatch",
        Self(rawValue: "42883"): "undefined_function",
        Self(rawValue: "42P18"): "indeterminate_datatype",
        Self(rawValue: "42P10"): "invalid_column_reference",
        Self(rawValue: "42702"): "ambiguous_column",
        Self(rawValue: "42P07"): "duplicate_table",
        Self(rawValue: "42704"): "undefined_object",
        Self(rawValue: "22021"): "character_not_in_repertoire",
    ]
}
