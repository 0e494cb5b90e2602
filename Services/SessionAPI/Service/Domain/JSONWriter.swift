/// Writes JSON text field by field, in the order of the calls.
///
/// The objects of the API are wide and mostly constant; writing them by hand costs a few microseconds where
/// `JSONEncoder` costs hundreds, and gives the same bytes each time, which replays and signatures need.
package struct JSONWriter {
    /// What has been written so far, UTF-8.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init(capacity: Int = 2048) {
        bytes.reserveCapacity(capacity)
    }

    /// What has been written so far.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// An object: the whole text, or one element of an array.
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    package mutating func object(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        key(name)
        enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    package mutating func array(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        key(name)
        enclose(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    /// An array as the whole text.
    package mutating func array(_ body: (inout JSONWriter) -> Void) {
        separate()
        enclose(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    package mutating func field(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { append("null") }
    }

    package mutating func field(_ name: StaticString, _ value: Int64?) {
        key(name)
        if let value { append(String(value)) } else { append("null") }
    }

    package mutating func field(_ name: StaticString, _ value: Bool?) {
        key(name)
        switch value {
        case true?: append("true")
        case false?: append("false")
        case nil: append("null")
        }
    }

    package mutating func null(_ name: StaticString) {
        key(name)
        append("null")
    }

    /// A field whose name comes from outside, such as a metadata key.
    package mutating func field(named name: String, _ value: String) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        string(value)
    }

    /// A field whose value is JSON text already.
    package mutating func field(_ name: StaticString, json: String) {
        key(name)
        append(json)
    }

    /// One string of an array.
    package mutating func element(_ value: String) {
        separate()
        string(value)
    }

    /// One element of an array that is JSON text already.
    package mutating func element(json: String) {
        separate()
        append(json)
    }

    /// Several fields at once, as they stand in JSON, without a comma at either end.
    package mutating func constant(_ fields: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: fields.utf8Start, count: fields.utf8CodeUnitCount))
    }

    private mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func enclose(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        bytes.append(open)
        needsComma = false
        body(&self)
        bytes.append(close)
        needsComma = true
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// A string in quotes; only what RFC 8259 §7 demands is escaped.
    private mutating func string(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        if value.utf8.contains(where: Self.mustBeEscaped) {
            for byte in value.utf8 { escaped(byte) }
        } else {
            bytes.append(contentsOf: value.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escaped(_ byte: UInt8) {
        guard Self.mustBeEscaped(byte) else { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes += [UInt8(ascii: "u"), digits[0], digits[0], digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
