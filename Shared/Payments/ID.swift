/// A kind of object that has ids of its own, such as `pi_3f…`.
package protocol Identified {
    /// What its ids begin with, underscore included.
    static var prefix: String { get }
    /// How many random characters follow (dialect §7).
    static var length: Int { get }
}

/// The id of a `Subject`: a prefix that says what it is, then letters and digits.
package struct ID<Subject: Identified>: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// Reads an id from outside; nil unless it has the prefix, letters, digits and underscores only, and 255 bytes at most.
    package init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard bytes.count > Subject.prefix.utf8.count, bytes.count <= 255, text.hasPrefix(Subject.prefix),
            bytes.allSatisfy({ $0 == UInt8(ascii: "_") || $0.isASCIILetterOrDigit })
        else { return nil }
        rawValue = String(text)
    }

    /// Takes an id that we made ourselves, from our own tables or messages, without looking at it.
    package init(unchecked text: String) {
        rawValue = text
    }

    /// A new id.
    package static func make(_ randomness: Randomness) -> ID {
        ID(unchecked: Subject.prefix + randomness.base62(Subject.length))
    }

    package var description: String { rawValue }
}

extension ID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = ID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id with \(Subject.prefix)")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension UInt8 {
    fileprivate var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
