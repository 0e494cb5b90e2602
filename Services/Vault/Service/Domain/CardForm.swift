import Foundation

/// The fields of a token request, read as bytes from the body that they lie in.
///
/// `application/x-www-form-urlencoded`, decoded in place. Names that are not ours are passed over without being copied,
/// since a customer's browser may send anything in them.
struct CardForm: ~Copyable {
    enum Field: String, CaseIterable {
        case ticket, number, exp, cvc, name
        case expMonth = "exp_month"
        case expYear = "exp_year"
    }

    private var body: SecretBody
    private var places: [Field: Range<Int>]

    /// - Throws: `TokenRefusal.bodyMalformed` or `.fieldTwice`.
    init(_ body: consuming SecretBody) throws(TokenRefusal) {
        places = try body.withBytes { bytes throws(TokenRefusal) in try Self.places(in: bytes) }
        self.body = body
    }

    /// Lends a field's value without the spaces around it; empty when the field is missing.
    mutating func withValue<Result, Failure: Error>(
        _ field: Field,
        _ read: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let place = places[field] ?? 0..<0
        return try body.withBytes { bytes throws(Failure) in
            var range = place
            while let last = range.last, Self.isSpace(bytes[last]) { range = range.lowerBound..<last }
            while let first = range.first, Self.isSpace(bytes[first]) { range = first + 1..<range.upperBound }
            return try read(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    func has(_ field: Field) -> Bool {
        places[field] != nil
    }

    private static func places(in bytes: UnsafeMutableRawBufferPointer) throws(TokenRefusal) -> [Field: Range<Int>] {
        var places: [Field: Range<Int>] = [:]
        var start = 0
        var pairs = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
            pairs += 1
            guard pairs <= Limits.formFields else { throw .bodyMalformed }
            let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
            let name = try decode(bytes, start..<equals)
            let value = try decode(bytes, min(equals + 1, end)..<end)
            if let field = field(named: bytes[name]) {
                guard places.updateValue(value, forKey: field) == nil else { throw .fieldTwice }
            }
            start = end + 1
        }
        return places
    }

    private static func field(named name: UnsafeMutableRawBufferPointer.SubSequence) -> Field? {
        Field.allCases.first { name.elementsEqual($0.rawValue.utf8) }
    }

    /// Undoes the encoding where the bytes lie: what comes out is never longer than what goes in.
    private static func decode(
        _ bytes: UnsafeMutableRawBufferPointer,
        _ range: Range<Int>
    ) throws(TokenRefusal) -> Range<Int> {
        var write = range.lowerBound
        var read = range.lowerBound
        while read < range.upperBound {
            switch bytes[read] {
            case UInt8(ascii: "+"):
                bytes[write] = UInt8(ascii: " ")
            case UInt8(ascii: "%"):
                guard read + 2 < range.upperBound, let high = nibble(bytes[read + 1]), let low = nibble(bytes[read + 2])
                else { throw .bodyMalformed }
                bytes[write] = high << 4 | low
                read += 2
            default:
                bytes[write] = bytes[read]
            }
            write += 1
            read += 1
        }
        return range.lowerBound..<write
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
    }
}
