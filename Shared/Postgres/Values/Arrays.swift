/// What an array may hold.
///
/// Bytes take part too: an array of bytes is a `bytea`.
package protocol PostgresArrayElement: Sendable {
    /// The type of an array of these.
    static var postgresTypeOfArray: PostgresType { get }
    /// An array in the form that the server reads.
    static func bind(array: [Self]) -> Bind
    /// Reads an array from its binary form.
    ///
    /// - Throws: `PostgresMismatch` when the column's type or content does not fit.
    static func decode(array value: PostgresValue) throws(PostgresMismatch) -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package static var postgresType: PostgresType { Element.postgresTypeOfArray }
    package var bind: Bind { Element.bind(array: self) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package static func decode(_ value: PostgresValue) throws(PostgresMismatch) -> [Element] {
        try Element.decode(array: value)
    }
}

extension PostgresScalar {
    package static var postgresTypeOfArray: PostgresType { postgresArrayType }

    package static func bind(array: [Self]) -> Bind {
        ArrayCoding.bind(array.lazy.map(\.bind), of: postgresType, as: postgresArrayType)
    }

    package static func decode(array value: PostgresValue) throws(PostgresMismatch) -> [Self] {
        try ArrayCoding.decode(value)
    }
}

/// `bytea`, not an array of numbers.
extension UInt8: PostgresArrayElement {
    package static var postgresTypeOfArray: PostgresType { .bytea }

    package static func bind(array: [UInt8]) -> Bind {
        Bind(type: .bytea, bytes: array)
    }

    package static func decode(array value: PostgresValue) throws(PostgresMismatch) -> [UInt8] {
        try Array(value.require(.bytea))
    }
}

/// `bytea[]`
extension Array: PostgresArrayElement where Element == UInt8 {
    package static var postgresTypeOfArray: PostgresType { PostgresType(rawValue: 1001) }

    package static func bind(array: [[UInt8]]) -> Bind {
        ArrayCoding.bind(array.lazy.map(\.bind), of: .bytea, as: postgresTypeOfArray)
    }

    package static func decode(array value: PostgresValue) throws(PostgresMismatch) -> [[UInt8]] {
        try ArrayCoding.decode(value)
    }
}

/// Arrays with NULLs in them.
extension Optional: PostgresArrayElement where Wrapped: PostgresScalar {
    package static var postgresTypeOfArray: PostgresType { Wrapped.postgresArrayType }

    package static func bind(array: [Wrapped?]) -> Bind {
        ArrayCoding.bind(array.lazy.map(\.bind), of: Wrapped.postgresType, as: Wrapped.postgresArrayType)
    }

    package static func decode(array value: PostgresValue) throws(PostgresMismatch) -> [Wrapped?] {
        try ArrayCoding.decode(value)
    }
}

/// Enums with text behind them are stored as that text.
extension PostgresArrayElement where Self: RawRepresentable, RawValue == String {
    package static var postgresTypeOfArray: PostgresType { String.postgresArrayType }

    package static func bind(array: [Self]) -> Bind {
        array.map(\.rawValue).bind
    }

    package static func decode(array value: PostgresValue) throws(PostgresMismatch) -> [Self] {
        try [String].decode(value).map { text throws(PostgresMismatch) in
            guard let known = Self(rawValue: text) else { throw PostgresMismatch() }
            return known
        }
    }
}

/// The binary form of one-dimensional arrays: dimensions, a flag for NULLs, the element type, length and lower bound,
/// then each element with its size, where -1 is NULL (`array_send` in the server).
private enum ArrayCoding {
    static func bind(_ elements: some Collection<Bind>, of element: PostgresType, as type: PostgresType) -> Bind {
        var bytes: [UInt8] = []
        bytes.append(integer: Int32(elements.isEmpty ? 0 : 1))
        bytes.append(integer: Int32(elements.contains { $0.bytes == nil } ? 1 : 0))
        bytes.append(integer: element.rawValue)
        guard !elements.isEmpty else { return Bind(type: type, bytes: bytes) }
        bytes.append(integer: Int32(elements.count))
        bytes.append(integer: Int32(1))
        for bind in elements {
            bytes.append(integer: Int32(bind.bytes?.count ?? -1))
            bytes += bind.bytes ?? []
        }
        return Bind(type: type, bytes: bytes)
    }

    static func decode<Element: PostgresDecodable>(_ value: PostgresValue) throws(PostgresMismatch) -> [Element] {
        // No array is shorter than its three-word head; a scalar that is longer fails at one of the checks below.
        guard let bytes = value.bytes, !scalars.contains(value.type) else { throw PostgresMismatch() }
        let dimensions = try bytes.integer(Int32.self, at: 0)
        let type = try PostgresType(rawValue: bytes.integer(at: 8))
        guard dimensions > 0 else { return [] }
        let count = try Int(bytes.integer(Int32.self, at: 12))
        guard dimensions == 1, count >= 0, count <= bytes.count / 4 else { throw PostgresMismatch() }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            let size = try Int(bytes.integer(Int32.self, at: offset))
            offset += 4
            guard size >= 0 else {
                try elements.append(Element.decode(PostgresValue(type: type, bytes: nil)))
                continue
            }
            guard offset + size <= bytes.count else { throw PostgresMismatch() }
            let content = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + size])
            try elements.append(Element.decode(PostgresValue(type: type, bytes: content)))
            offset += size
        }
        return elements
    }

    private static let scalars: Set<PostgresType> = PostgresType.textual.union([
        .bool, .bytea, .int2, .int4, .int8, .float4, .float8, .numeric, .date, .timestamp, .timestamptz, .interval,
        .uuid, .json, .jsonb, .xid8,
    ])
}
