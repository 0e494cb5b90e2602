import Foundation

extension UUID: PostgresScalar {
    package static var postgresType: PostgresType { .uuid }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 2951) }
    package var bind: Bind { Bind(type: .uuid, bytes: withUnsafeBytes(of: uuid) { Array($0) }) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> UUID {
        let bytes = try value.require(.uuid)
        guard bytes.count == MemoryLayout<uuid_t>.size else { throw PostgresMismatch() }
        return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }
}

/// A moment as `timestamptz`, to the microsecond.
extension Date: PostgresScalar {
    package static var postgresType: PostgresType { .timestamptz }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 1185) }

    /// Postgres counts from 2000-01-01, Foundation from 2001-01-01: 366 days later.
    private static let secondsBetweenEpochs = 31_622_400.0

    package var bind: Bind {
        let microseconds = ((timeIntervalSinceReferenceDate + Self.secondsBetweenEpochs) * 1_000_000).rounded()
        // Beyond what the server can hold: its infinities, which are the ends of Int64.
        let value = Int64(exactly: microseconds) ?? (microseconds > 0 ? .max : .min)
        return Bind(type: .timestamptz, integer: value)
    }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Date {
        if value.type == .date {
            let days = try value.require(.date).integer(Int32.self)
            return Date(timeIntervalSinceReferenceDate: Double(days) * 86_400 - secondsBetweenEpochs)
        }
        let microseconds = try value.require(.timestamptz, .timestamp).integer(Int64.self)
        switch microseconds {
        case .max: return .distantFuture
        case .min: return .distantPast
        default: break
        }
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return Date(
            timeIntervalSinceReferenceDate: Double(seconds) - secondsBetweenEpochs + Double(rest) / 1_000_000
        )
    }
}

/// A span of time as `interval`. Days are read as 24 hours; months have no fixed length and are refused.
extension Duration: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .interval }

    package var bind: Bind {
        let (seconds, attoseconds) = components
        var bytes: [UInt8] = []
        bytes.append(integer: seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000)
        bytes.append(integer: Int32(0))
        bytes.append(integer: Int32(0))
        return Bind(type: .interval, bytes: bytes)
    }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Duration {
        let bytes = try value.require(.interval)
        guard try bytes.integer(Int32.self, at: 12) == 0 else { throw PostgresMismatch() }
        let days = try Int64(bytes.integer(Int32.self, at: 8))
        return try .microseconds(bytes.integer(Int64.self)) + .seconds(days * 86_400)
    }
}

/// JSON as text, stored as `jsonb`.
///
/// Not parsed here; the server refuses what is no JSON.
package struct JSONText: PostgresScalar, Hashable {
    /// The JSON.
    ///
    /// The server's `jsonb` keeps the meaning, not the spaces or the order of keys.
    package var text: String

    /// JSON from its text.
    package init(_ text: String) {
        self.text = text
    }

    package static var postgresType: PostgresType { .jsonb }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 3807) }
    /// `jsonb` on the wire is a version, 1, and the text.
    package var bind: Bind { Bind(type: .jsonb, bytes: [1] + text.utf8) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> JSONText {
        _ = try value.require(.json, .jsonb)
        return try JSONText(String.decode(value))
    }
}

/// The number of a transaction, with its epoch: `pg_current_xact_id()` and what is compared with it.
package struct XID8: PostgresScalar, RawRepresentable, Hashable, Comparable {
    /// The 64-bit transaction number.
    package let rawValue: UInt64

    /// A transaction by its number.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package static var postgresType: PostgresType { .xid8 }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 271) }
    package var bind: Bind { Bind(type: .xid8, integer: rawValue) }

    package static func < (left: XID8, right: XID8) -> Bool { left.rawValue < right.rawValue }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> XID8 {
        try XID8(rawValue: value.require(.xid8).integer())
    }
}
