// PNG, third edition: a signature, then chunks from IHDR to IEND.
extension ImageReader {
    static let pngMagic: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Reads up to the picture's end.
    mutating func png() throws(Refusal) -> Size {
        try skip(Self.pngMagic.count)
        let header = try chunk()
        guard header.name == "IHDR", header.data.count == 13 else { throw .broken("its header chunk is not the first") }
        let size = try Self.pngSize(header.data)
        var hasPixels = false
        while true {
            let chunk = try chunk()
            switch chunk.name {
            case "IDAT": hasPixels = true
            case "acTL": throw .animated
            case "IHDR": throw .broken("it has two headers")
            case "IEND":
                guard hasPixels else { throw .broken("it has no pixels") }
                return size
            default: break
            }
        }
    }

    private static func pngSize(_ header: ArraySlice<UInt8>) throws(Refusal) -> Size {
        var fields = ImageReader(Array(header))
        let (width, height) = (try fields.bigEndian(4), try fields.bigEndian(4))
        let (depth, color) = (try fields.byte(), try fields.byte())
        let (compression, filter, interlace) = (try fields.byte(), try fields.byte(), try fields.byte())
        let depths = [0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]]
        guard depths[color]?.contains(depth) == true, compression == 0, filter == 0, interlace <= 1 else {
            throw .broken("its header says what no PNG can be")
        }
        return try size(width, height)
    }

    private mutating func chunk() throws(Refusal) -> (name: String, data: ArraySlice<UInt8>) {
        let length = try bigEndian(4)
        let checked = try take(4 + length)
        guard try bigEndian(4) == Int(CRC32.of(checked)) else { throw .broken("a checksum is wrong") }
        return (String(decoding: checked.prefix(4), as: UTF8.self), checked.dropFirst(4))
    }
}
