import NIOCore

/// `application/x-www-form-urlencoded` (WHATWG URL §5) as a flat list of names and values in their order.
package enum FormBody {
    package enum Failure: Error, Equatable {
        case tooManyPairs(limit: Int)
        case notUTF8
    }

    /// - Throws: `Failure.tooManyPairs` over `limit` pairs, `Failure.notUTF8` for escapes that are no text.
    package static func parse(
        _ bytes: [UInt8],
        limit: Int = 1_000
    ) throws(Failure) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
            if end > start {
                if pairs.count == limit { throw .tooManyPairs(limit: limit) }
                let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
                let name = try unescaped(bytes[start..<equals])
                pairs.append((name, equals < end ? try unescaped(bytes[(equals + 1)..<end]) : ""))
            }
            start = end + 1
        }
        return pairs
    }

    package static func parse(
        _ buffer: ByteBuffer,
        limit: Int = 1_000
    ) throws(Failure) -> [(name: String, value: String)] {
        try parse(Array(buffer.readableBytesView), limit: limit)
    }

    /// The value of the last pair with this name, as browsers' forms of ours use them.
    package static func value(_ name: String, in pairs: [(name: String, value: String)]) -> String? {
        pairs.last { $0.name == name }?.value
    }

    /// On plain arrays: generic collections cost a quarter of all the CPU of creating a session.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "+") {
                result.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), index + 1 < bytes.endIndex,
                let high = hexValue(bytes[index]), let low = hexValue(bytes[index + 1])
            {
                result.append(high << 4 | low)
                index += 2
            } else {
                result.append(byte)
            }
        }
        guard let text = String(validating: result, as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
