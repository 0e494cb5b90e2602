/// A JSON value whose strings are bytes and whose numbers are text, for bodies that pass through.
///
/// Nothing is rounded, reordered or turned into a `String`: what a relay does not mean to change stays as it was.
enum JSONTree: Equatable, Sendable {
    struct Member: Equatable, Sendable {
        var name: [UInt8]
        var value: JSONTree
    }

    case object([Member])
    case array([JSONTree])
    /// UTF-8, escapes undone.
    case string([UInt8])
    /// As it was written.
    case number([UInt8])
    case bool(Bool)
    case null

    /// The value of an object's first member of this name.
    subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.elementsEqual(name.utf8) }?.value
    }

    /// The text of a string.
    var text: String? {
        guard case .string(let bytes) = self else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    var flag: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The value as JSON, without spaces.
    var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(string: member.name, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .string(let bytes): Self.write(string: bytes, to: &output)
        case .number(let digits): output += digits
        case .bool(let value): output += Array((value ? "true" : "false").utf8)
        case .null: output += Array("null".utf8)
        }
    }

    private static func write(string: [UInt8], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in string { append(escaped: byte) { output.append($0) } }
        output.append(UInt8(ascii: "\""))
    }

    /// One byte of a string as JSON writes it (RFC 8259 §7).
    static func append(escaped byte: UInt8, to put: (UInt8) -> Void) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            put(UInt8(ascii: "\\"))
            put(byte)
        case 0..<0x20:
            for character in "\\u00".utf8 { put(character) }
            put(hexDigits[Int(byte >> 4)])
            put(hexDigits[Int(byte & 15)])
        default: put(byte)
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
