/// A value on its way to the server: its type and its binary form.
package struct Bind: Sendable, Hashable {
    /// The type that the server is told.
    package var type: PostgresType
    /// The binary form in network order; `nil` is NULL.
    package var bytes: [UInt8]?

    /// A value of a type; `nil` is NULL.
    package init(type: PostgresType, bytes: [UInt8]?) {
        self.type = type
        self.bytes = bytes
    }

    /// The four or eight bytes of a number in network order.
    init(type: PostgresType, integer: some FixedWidthInteger) {
        self.type = type
        bytes = withUnsafeBytes(of: integer.bigEndian) { Array($0) }
    }
}

/// The number by which Postgres knows a type (`pg_type.oid`).
package struct PostgresType: RawRepresentable, Hashable, Sendable {
    /// The number in `pg_type`.
    package let rawValue: UInt32

    /// A type by its number in `pg_type`.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Left to the server, which takes the type from the context; only safe for NULL.
    package static let unspecified = Self(rawValue: 0)
    /// `boolean`.
    package static let bool = Self(rawValue: 16)
    /// `bytea`.
    package static let bytea = Self(rawValue: 17)
    /// `bigint`.
    package static let int8 = Self(rawValue: 20)
    /// `smallint`.
    package static let int2 = Self(rawValue: 21)
    /// `integer`.
    package static let int4 = Self(rawValue: 23)
    /// `text`.
    package static let text = Self(rawValue: 25)
    /// `real`.
    package static let float4 = Self(rawValue: 700)
    /// `double precision`.
    package static let float8 = Self(rawValue: 701)
    /// `date`.
    package static let date = Self(rawValue: 1082)
    /// `timestamp without time zone`.
    package static let timestamp = Self(rawValue: 1114)
    /// `timestamp with time zone`.
    package static let timestamptz = Self(rawValue: 1184)
    /// `interval`.
    package static let interval = Self(rawValue: 1186)
    /// `numeric`.
    package static let numeric = Self(rawValue: 1700)
    /// `uuid`.
    package static let uuid = Self(rawValue: 2950)
    /// `json`.
    package static let json = Self(rawValue: 114)
    /// `jsonb`.
    package static let jsonb = Self(rawValue: 3802)
    /// `xid8`.
    package static let xid8 = Self(rawValue: 5069)

    /// Types whose binary form is their text: character types, `name`, `xml`, and the type of a bare literal.
    static let textual: Set<Self> = Set([25, 1043, 1042, 19, 18, 705, 142].map(Self.init(rawValue:)))

    /// Types made by CREATE TYPE or an extension begin here (`FirstNormalObjectId`).
    ///
    /// Of those only enums and the like are read, and their binary form is text.
    static let firstUserDefined: UInt32 = 16_384
}

/// A value that can be bound to a statement.
package protocol PostgresEncodable: Sendable {
    /// The type that a NULL in place of such a value has.
    static var postgresType: PostgresType { get }
    /// The value in the form that the server reads.
    var bind: Bind { get }
}

extension PostgresEncodable {
    /// Left to the server.
    package static var postgresType: PostgresType { .unspecified }
}

/// A value that can be read from a column.
package protocol PostgresDecodable: Sendable {
    /// Reads a value from its binary form.
    ///
    /// - Throws: `PostgresMismatch` when the column's type or content does not fit.
    static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Self
}

/// What a column holds in one row; usable only while it is being decoded.
package struct PostgresValue {
    /// The type of the column.
    package let type: PostgresType
    /// The binary form, `nil` for NULL.
    ///
    /// Points into the result and must not be kept.
    package let bytes: UnsafeRawBufferPointer?

    /// The binary form of a value that must not be NULL and must be of one of these types.
    func require(_ types: PostgresType...) throws(PostgresMismatch) -> UnsafeRawBufferPointer {
        guard let bytes, types.contains(type) else { throw PostgresMismatch() }
        return bytes
    }
}

/// A column does not hold what was asked for.
///
/// Says nothing of the content; the row adds the column's name.
package struct PostgresMismatch: Error, Sendable {
    /// The value does not fit.
    package init() {}
}

extension UnsafeRawBufferPointer {
    /// The integer in network order at an offset.
    func integer<I: FixedWidthInteger>(_ type: I.Type = I.self, at offset: Int = 0) throws(PostgresMismatch) -> I {
        guard offset >= 0, offset + MemoryLayout<I>.size <= count else { throw PostgresMismatch() }
        return I(bigEndian: loadUnaligned(fromByteOffset: offset, as: I.self))
    }
}

extension [UInt8] {
    /// Adds an integer in network order.
    mutating func append(integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { append(contentsOf: $0) }
    }
}
