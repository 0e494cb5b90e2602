import Crypto

/// One step in the life of a schema.
///
/// Once it was applied anywhere it is never edited: the checksum would differ and every later migration of that
/// database would be refused.
package struct Migration: Sendable, Hashable {
    /// The schema whose history this belongs to, such as `vault`.
    package let schema: String
    /// Its place in that history, from 1.
    package let version: Int
    /// What it does, such as `create_cards`.
    package let name: String
    /// A script of statements, run in one transaction.
    package let sql: String

    /// A migration from its parts.
    package init(schema: String, version: Int, name: String, sql: String) {
        self.schema = schema
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// A migration embedded as a file: `file` is its name, `0001_create_cards`, with or without `.sql`.
    ///
    /// A name without a number becomes version 0, which `Migrator` refuses.
    package init(schema: String, file: String, bytes: [UInt8]) {
        let stem = file.hasSuffix(".sql") ? String(file.dropLast(4)) : file
        let digits = stem.prefix { $0.isASCII && $0.isNumber }
        self.init(
            schema: schema,
            version: Int(digits) ?? 0,
            name: String(stem.dropFirst(digits.count).drop { $0 == "_" }),
            sql: String(decoding: bytes, as: UTF8.self)
        )
    }

    /// SHA-256 of the script.
    package var checksum: [UInt8] {
        Array(SHA256.hash(data: Array(sql.utf8)))
    }

    /// How people find it, such as `vault/0001_create_cards`.
    package var title: String {
        let digits = String(version)
        return "\(schema)/\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)_\(name)"
    }
}

/// Why migrations were not applied.
package enum MigrationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// An applied migration's script differs from the one in this build.
    case changed(String)
    /// The database knows a later version of the schema than this build.
    case newerThanThisBuild(schema: String, version: Int)
    /// A migration is missing in the database although later ones were applied.
    case skipped(String)
    /// Versions have to begin with 1 and have no gaps or doubles.
    case misnumbered(String)
    /// A migration's script was refused; those before it stay applied.
    case refused(String, PostgresError)
    /// The schema did not reach the version in time.
    case tooOld(schema: String, version: Int, needed: Int)

    package var description: String {
        switch self {
        case .changed(let title): "migration \(title) was changed after it was applied"
        case .newerThanThisBuild(let schema, let version):
            "schema \(schema) is at version \(version), which this build does not know"
        case .skipped(let title): "migration \(title) is missing although later ones were applied"
        case .misnumbered(let title): "migration \(title) breaks the row of numbers"
        case .refused(let title, let error): "migration \(title): \(error)"
        case .tooOld(let schema, let version, let needed):
            "schema \(schema) is at version \(version), \(needed) is needed: run `paydesk migrate`"
        }
    }
}
