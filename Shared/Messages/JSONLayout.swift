/// JSON text under construction.
///
/// It lays out JSON that others wrote without reading it into values: a number such as `1.10` or an unusual escape must
/// come out as it went in, since the bytes are signed.
struct JSONLayout {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(4096)  // a session with one line item
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Adds a JSON value, one member or element to a line, two spaces for each level.
    ///
    /// - Parameters:
    ///   - json: valid JSON; of anything else the tokens are copied all the same.
    ///   - depth: the level on which the value itself stands.
    mutating func append(json: String, depth: Int) {
        var depth = depth
        var isInString = false
        var isEscaped = false
        var opened = false
        for byte in json.utf8 {
            if isInString {
                bytes.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == .backslash {
                    isEscaped = true
                } else if byte == .quote {
                    isInString = false
                }
                continue
            }
            if byte.isJSONSpace { continue }
            let closes = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
            if opened, !closes { startLine(depth) }
            if closes {
                depth -= 1
                if !opened { startLine(depth) }
            }
            opened = false
            bytes.append(byte)
            switch byte {
            case .quote: isInString = true
            case UInt8(ascii: ":"): bytes.append(.space)
            case UInt8(ascii: ","): startLine(depth)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                opened = true
            default: break
            }
        }
    }

    private mutating func startLine(_ depth: Int) {
        bytes.append(.lineFeed)
        bytes.append(contentsOf: repeatElement(.space, count: max(0, 2 * depth)))
    }

    /// `text` as a JSON string: quotes, backslashes and control characters escaped, everything else as it is.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [.quote]
        for byte in text.utf8 {
            switch byte {
            case .quote, .backslash: bytes += [.backslash, byte]
            case .lineFeed: bytes += Array("\\n".utf8)
            case 0..<0x20: bytes += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(.quote)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let lineFeed = UInt8(ascii: "\n")

    fileprivate var isJSONSpace: Bool { self == .space || self == .lineFeed || self == 0x0D || self == 0x09 }
}
