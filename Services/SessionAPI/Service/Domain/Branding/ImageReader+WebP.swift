// WebP (RFC 9649): one RIFF chunk that holds others, the first of which tells the kind.
extension ImageReader {
    /// Reads up to the picture's end.
    mutating func webp() throws(Refusal) -> Size {
        try skip(4)
        let length = try littleEndian(4)
        guard length >= 4, length <= left else { throw .truncated }
        let end = index + length
        try skip(4)
        let kind = try fourLetters()
        rewind(by: 4)
        switch kind {
        case "VP8 ", "VP8L":
            let size = try webpPixels(kind)
            guard index == end else { throw .broken("it has more than one picture") }
            return size
        case "VP8X": return try webpExtended(until: end)
        default: throw .broken("its first chunk is none of WebP's")
        }
    }

    private mutating func webpExtended(until end: Int) throws(Refusal) -> Size {
        var header = try webpChunk()
        guard header.data.left == 10 else { throw .broken("its header is too short") }
        let flags = try header.data.littleEndian(4)
        guard flags & 0x02 == 0 else { throw .animated }
        let canvas = try Self.size(header.data.littleEndian(3) + 1, header.data.littleEndian(3) + 1)
        var pixels: Size?
        while index < end {
            let name = try fourLetters()
            rewind(by: 4)
            switch name {
            case "VP8 ", "VP8L":
                guard pixels == nil else { throw .broken("it has more than one picture") }
                pixels = try webpPixels(name)
            case "ANIM", "ANMF": throw .animated
            default: _ = try webpChunk()
            }
        }
        guard index == end, let pixels else { throw .broken("it has no pixels") }
        guard pixels == canvas else { throw .broken("its header and its pixels differ in size") }
        return pixels
    }

    private mutating func webpPixels(_ kind: String) throws(Refusal) -> Size {
        var data = try webpChunk().data
        return kind == "VP8L" ? try data.losslessSize() : try data.lossySize()
    }

    /// RFC 6386, section 9.1.
    private mutating func lossySize() throws(Refusal) -> Size {
        let tag = try littleEndian(3)
        guard tag & 1 == 0, try bigEndian(3) == 0x9D012A else { throw .broken("it does not begin with a key frame") }
        let (width, height) = (try littleEndian(2) & 0x3FFF, try littleEndian(2) & 0x3FFF)
        return try Self.size(width, height)
    }

    /// RFC 9649, section 3.4.
    private mutating func losslessSize() throws(Refusal) -> Size {
        guard try byte() == 0x2F else { throw .broken("it does not begin as a lossless picture") }
        let packed = try littleEndian(4)
        guard packed >> 29 == 0 else { throw .broken("it is of a later kind of WebP") }
        return try Self.size(packed & 0x3FFF + 1, packed >> 14 & 0x3FFF + 1)
    }

    /// A chunk as a reader of its own; chunks of odd length are followed by a zero.
    private mutating func webpChunk() throws(Refusal) -> (name: String, data: ImageReader) {
        let name = try fourLetters()
        let length = try littleEndian(4)
        let data = ImageReader(Array(try take(length)))
        if length % 2 == 1, try byte() != 0 { throw .broken("a chunk is not padded with zero") }
        return (name, data)
    }
}
