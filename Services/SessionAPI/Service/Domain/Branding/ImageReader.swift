/// Bytes of a picture, read from the front; each read says what is missing instead of going too far.
struct ImageReader {
    typealias Refusal = BrandImageFile.Refusal
    typealias Size = (width: Int, height: Int)

    private let bytes: [UInt8]
    private(set) var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes have not been read.
    var left: Int { bytes.count - index }

    mutating func byte() throws(Refusal) -> Int {
        guard left > 0 else { throw .truncated }
        index += 1
        return Int(bytes[index - 1])
    }

    /// A number of some bytes, the greatest first.
    mutating func bigEndian(_ count: Int) throws(Refusal) -> Int {
        var value = 0
        for _ in 0..<count { value = value << 8 | (try byte()) }
        return value
    }

    /// A number of some bytes, the least first.
    mutating func littleEndian(_ count: Int) throws(Refusal) -> Int {
        var value = 0
        for shift in 0..<count { value |= try byte() << (8 * shift) }
        return value
    }

    mutating func take(_ count: Int) throws(Refusal) -> ArraySlice<UInt8> {
        guard count >= 0, count <= left else { throw .truncated }
        index += count
        return bytes[(index - count)..<index]
    }

    mutating func skip(_ count: Int) throws(Refusal) {
        _ = try take(count)
    }

    /// Goes back to a place that was read before.
    mutating func rewind(by count: Int) {
        index = max(0, index - count)
    }

    /// A name of four letters.
    mutating func fourLetters() throws(Refusal) -> String {
        String(decoding: try take(4), as: UTF8.self)
    }

    /// A size that a picture can have, whatever it is for.
    static func size(_ width: Int, _ height: Int) throws(Refusal) -> Size {
        guard width > 0, height > 0 else { throw .broken("it has no width or no height") }
        return (width, height)
    }
}
