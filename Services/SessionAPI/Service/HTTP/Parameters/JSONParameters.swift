import HTTPKit
import HTTPTypes
import NIOCore
import OrderedCollections

/// Reads a JSON body into the same tree of parameters that a form gives.
///
/// Numbers and booleans become the text that a form would hold, `null` becomes empty text, which means "unset". Written by
/// hand, since Foundation's reader keeps the last of several equal keys in silence and rewrites numbers.
struct JSONParameters {
    private let bytes: [UInt8]
    private var index = 0
    private var count = 0

    /// - Throws: `APIError` for text that is no JSON object, and for what no request may hold.
    static func parse(_ body: ByteBuffer) throws -> Parameter {
        var reader = JSONParameters(bytes: Array(body.readableBytesView))
        reader.skipSpace()
        guard reader.index < reader.bytes.count else { return .map([:]) }
        guard reader.peek == UInt8(ascii: "{") else {
            throw APIError(.badRequest, "Invalid request: a JSON body is one object that holds the parameters by name.")
        }
        let root = try reader.object(at: "", depth: 0)
        reader.skipSpace()
        guard reader.index == reader.bytes.count else { throw reader.malformed }
        return root
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private var malformed: APIError {
        APIError(.badRequest, "Invalid request: the body is not valid JSON, from byte \(index + 1) on.")
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ text: StaticString) throws {
        for byte in UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount) {
            guard take(byte) else { throw malformed }
        }
    }

    /// A value of any kind; `name` is the whole name of its place, `line_items[0][quantity]`, which has `depth` parts.
    private mutating func value(at name: String, depth: Int) throws -> Parameter {
        guard depth <= Parameter.depthLimit else { throw Parameter.tooDeep(name) }
        count += 1
        guard count <= Parameter.countLimit else { throw Parameter.tooMany }
        switch peek {
        case UInt8(ascii: "{"): return try object(at: name, depth: depth)
        case UInt8(ascii: "["): return try array(at: name, depth: depth)
        case UInt8(ascii: "\""): return try text(try string(), of: name)
        case UInt8(ascii: "t"):
            try expect("true")
            return .text("true")
        case UInt8(ascii: "f"):
            try expect("false")
            return .text("false")
        case UInt8(ascii: "n"):
            try expect("null")
            return .text("")
        default: return try text(try number(), of: name)
        }
    }

    private func text(_ text: String, of name: String) throws -> Parameter {
        try Parameter.check(text, of: name)
        return .text(text)
    }

    private mutating func object(at name: String, depth: Int) throws -> Parameter {
        try expect("{")
        var parts: OrderedDictionary<String, Parameter> = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .map(parts) }
        while true {
            skipSpace()
            let key = try string()
            let place = name.isEmpty ? key : "\(name)[\(key)]"
            guard !key.isEmpty else { throw Parameter.nameless }
            guard !key.contains("["), !key.contains("]") else {
                throw Parameter.wrongBrackets(name.isEmpty ? key.filter { $0 != "[" && $0 != "]" } : name)
            }
            guard parts[key] == nil else {
                throw APIError.invalid(place, "Received \(place) more than once.")
            }
            try Parameter.check("", of: place)
            skipSpace()
            try expect(":")
            skipSpace()
            parts[key] = try value(at: place, depth: depth + 1)
            skipSpace()
            if take(UInt8(ascii: "}")) { return .map(parts) }
            try expect(",")
        }
    }

    private mutating func array(at name: String, depth: Int) throws -> Parameter {
        try expect("[")
        var elements: [Parameter] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .list(elements) }
        while true {
            skipSpace()
            elements.append(try value(at: "\(name)[\(elements.count)]", depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .list(elements) }
            try expect(",")
        }
    }
}

// The scalars of RFC 8259, §6 and §7.
extension JSONParameters {
    /// A number as it was written: whether it is an integer is for the parameter to say.
    private mutating func number() throws -> String {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws {
        let start = index
        while let byte = peek, (0x30...0x39).contains(byte) { index += 1 }
        guard index > start else { throw malformed }
    }

    private mutating func string() throws -> String {
        let start = index
        guard take(UInt8(ascii: "\"")) else { throw malformed }
        var result: [UInt8] = []
        while let byte = peek, byte >= 0x20 {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: result, as: UTF8.self) else {
                    index = start
                    throw malformed
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &result)
            default: result.append(byte)
            }
        }
        throw malformed
    }

    private mutating func escape(into result: inout [UInt8]) throws {
        guard let byte = peek else { throw malformed }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"): result += try scalar().utf8
        default:
            index -= 1
            throw malformed
        }
    }

    /// What follows `\u`; two of them where the character lies beyond the first 65,536.
    private mutating func scalar() throws -> String {
        let first = try hexadecimal()
        guard (0xD800..<0xE000).contains(first) else { return try Self.text(first, else: malformed) }
        guard first < 0xDC00 else { throw malformed }
        try expect("\\u")
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second) else { throw malformed }
        return try Self.text(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), else: malformed)
    }

    private static func text(_ value: UInt32, else error: APIError) throws -> String {
        guard let scalar = Unicode.Scalar(value) else { throw error }
        return String(Character(scalar))
    }

    private mutating func hexadecimal() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw malformed
            }
            index += 1
            value = value << 4 + UInt32(digit)
        }
        return value
    }
}
