@testable import SessionService

/// Pictures made byte by byte, so that each byte can be wrong.
enum ImageSamples {
    static func png(
        _ width: Int = 128,
        _ height: Int = 128,
        depth: UInt8 = 8,
        color: UInt8 = 6,
        between: [[UInt8]] = []
    ) -> [UInt8] {
        let header = bigEndian(width, 4) + bigEndian(height, 4) + [depth, color, 0, 0, 0]
        let chunks = [chunk("IHDR", header)] + between + [chunk("IDAT", [1, 2, 3]), chunk("IEND", [])]
        return ImageReader.pngMagic + chunks.flatMap { $0 }
    }

    static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        bigEndian(data.count, 4) + name.utf8 + data + bigEndian(Int(CRC32.of(Array(name.utf8) + data)), 4)
    }

    static func jpeg(_ width: Int = 128, _ height: Int = 128, frame: UInt8 = 0xC0, text: String = "JFIF") -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + bigEndian(2 + text.utf8.count, 2) + text.utf8
        bytes += [0xFF, 0xFF, frame, 0, 11, 8] + bigEndian(height, 2) + bigEndian(width, 2) + [1, 1, 0x11, 0]
        bytes += [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD3, 0x56]
        bytes += [0xFF, 0xC4, 0, 3, 9, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x78]
        return bytes + [0xFF, 0xD9]
    }

    static func lossyWebP(_ width: Int = 128, _ height: Int = 128, frame: UInt8 = 0) -> [UInt8] {
        riff(
            webpChunk("VP8 ", [frame, 0, 0, 0x9D, 0x01, 0x2A] + littleEndian(width, 2) + littleEndian(height, 2) + [7])
        )
    }

    static func losslessWebP(_ width: Int = 128, _ height: Int = 128) -> [UInt8] {
        riff(webpChunk("VP8L", losslessPixels(width, height)))
    }

    static func extendedWebP(
        _ width: Int = 128,
        _ height: Int = 128,
        flags: Int = 0x10,
        pixels: (Int, Int)? = nil,
        more: [UInt8] = []
    ) -> [UInt8] {
        let header = littleEndian(flags, 4) + littleEndian(width - 1, 3) + littleEndian(height - 1, 3)
        let (w, h) = pixels ?? (width, height)
        return riff(webpChunk("VP8X", header) + more + webpChunk("VP8L", losslessPixels(w, h)))
    }

    static func riff(_ chunks: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + littleEndian(4 + chunks.count, 4) + "WEBP".utf8 + chunks
    }

    static func webpChunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        Array(name.utf8) + littleEndian(data.count, 4) + data + (data.count % 2 == 1 ? [0] : [])
    }

    private static func losslessPixels(_ width: Int, _ height: Int) -> [UInt8] {
        [0x2F] + littleEndian((width - 1) | (height - 1) << 14, 4) + [9, 9]
    }

    private static func bigEndian(_ value: Int, _ count: Int) -> [UInt8] {
        littleEndian(value, count).reversed()
    }

    private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
