import NIOCore

/// `application/x-www-form-urlencoded` (WHATWG URL §5) as a flat list of names and values in their order.
package enum FormBody {
    package enum Failure: Error, Equatable {
        case tooManyPairs(limit: Int)
        case notUTF8
    }

    /// - Throws: `Failure.tooManyPairs` over `limit` pairs, `Failure.notUTF8` for escapes that are no text.
    package static func parse(
        _ bytes: some Collection<UInt8>,
        limit: Int = 1_000
    ) throws(Failure) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for pair in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
            if pairs.count == limit { throw .tooManyPairs(limit: limit) }
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = try unescaped(pair[..<(equals ?? pair.endIndex)])
            let value = try equals.map { (position) throws(Failure) in
                try unescaped(pair[pair.index(after: position)...])
            }
            pairs.append((name, value ?? ""))
        }
        return pairs
    }

    package static func parse(
        _ buffer: ByteBuffer,
        limit: Int = 1_000
    ) throws(Failure) -> [(name: String, value: String)] {
        try parse(buffer.readableBytesView, limit: limit)
    }

    /// The value of the last pair with this name, as browsers' forms of ours use them.
    package static func value(_ name: String, in pairs: [(name: String, value: String)]) -> String? {
        pairs.last { $0.name == name }?.value
    }

    private static func unescaped(_ bytes: some Collection<UInt8>) throws(Failure) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                if digits.count == 2, let value = hexValue(digits) {
                    result.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    result.append(byte)
                }
            default: result.append(byte)
            }
        }
        guard let text = String(validating: result, as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    private static func hexValue(_ digits: some Collection<UInt8>) -> UInt8? {
        var value: UInt8 = 0
        for digit in digits {
            let nibble: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): nibble = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): nibble = digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): nibble = digit - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | nibble
        }
        return value
    }
}
