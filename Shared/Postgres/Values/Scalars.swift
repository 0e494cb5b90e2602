/// A type with a place among Postgres's scalar types and an array type beside it.
package protocol PostgresScalar: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    /// The type of an array of such values.
    static var postgresArrayType: PostgresType { get }
}

extension Bool: PostgresScalar {
    package static var postgresType: PostgresType { .bool }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 1000) }
    package var bind: Bind { Bind(type: .bool, bytes: [self ? 1 : 0]) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Bool {
        try value.require(.bool).integer(UInt8.self) != 0
    }
}

extension Int16: PostgresScalar {
    package static var postgresType: PostgresType { .int2 }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 1005) }
    package var bind: Bind { Bind(type: .int2, integer: self) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Int16 {
        try narrowed(value)
    }
}

extension Int32: PostgresScalar {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 1007) }
    package var bind: Bind { Bind(type: .int4, integer: self) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Int32 {
        try narrowed(value)
    }
}

extension Int64: PostgresScalar {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 1016) }
    package var bind: Bind { Bind(type: .int8, integer: self) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Int64 {
        try narrowed(value)
    }
}

extension Int: PostgresScalar {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { Int64.postgresArrayType }
    package var bind: Bind { Bind(type: .int8, integer: Int64(self)) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Int {
        try narrowed(value)
    }
}

extension FixedWidthInteger {
    /// Any whole number of the server that fits; `sum(bigint)` and the like are `numeric`, so that is read too.
    fileprivate static func narrowed(_ value: PostgresValue) throws(PostgresMismatch) -> Self {
        guard let bytes = value.bytes else { throw PostgresMismatch() }
        let wide: Int64
        switch value.type {
        case .int8: wide = try bytes.integer(Int64.self)
        case .int4: wide = try Int64(bytes.integer(Int32.self))
        case .int2: wide = try Int64(bytes.integer(Int16.self))
        case .numeric: wide = try NumericValue(bytes).integer()
        default: throw PostgresMismatch()
        }
        guard let narrow = Self(exactly: wide) else { throw PostgresMismatch() }
        return narrow
    }
}

extension Double: PostgresScalar {
    package static var postgresType: PostgresType { .float8 }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 1022) }
    package var bind: Bind { Bind(type: .float8, integer: bitPattern) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Double {
        guard let bytes = value.bytes else { throw PostgresMismatch() }
        switch value.type {
        case .float8: return try Double(bitPattern: bytes.integer())
        case .float4: return try Double(Float(bitPattern: bytes.integer()))
        case .numeric: return try NumericValue(bytes).double()
        default: throw PostgresMismatch()
        }
    }
}

extension String: PostgresScalar {
    package static var postgresType: PostgresType { .text }
    package static var postgresArrayType: PostgresType { PostgresType(rawValue: 1009) }
    package var bind: Bind { Bind(type: .text, bytes: Array(utf8)) }

    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> String {
        guard var bytes = value.bytes else { throw PostgresMismatch() }
        switch value.type {
        case .jsonb:
            guard bytes.first == 1 else { throw PostgresMismatch() }
            bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        case .json: break
        case let type where PostgresType.textual.contains(type): break
        case let type where type.rawValue >= PostgresType.firstUserDefined: break
        default: throw PostgresMismatch()
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw PostgresMismatch() }
        return text
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }
    package var bind: Bind { self?.bind ?? Bind(type: Wrapped.postgresType, bytes: nil) }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Wrapped? {
        value.bytes == nil ? nil : try Wrapped.decode(value)
    }
}

/// Enums with text behind them are stored as that text.
extension PostgresEncodable where Self: RawRepresentable, RawValue == String {
    package static var postgresType: PostgresType { .text }
    package var bind: Bind { rawValue.bind }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue == String {
    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> Self {
        guard let known = try Self(rawValue: String.decode(value)) else { throw PostgresMismatch() }
        return known
    }
}
