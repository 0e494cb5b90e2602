import Testing

@testable import SessionService

@Suite struct BrandImageFileTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]

        init(_ name: String, _ bytes: [UInt8]) {
            testDescription = name
            self.bytes = bytes
        }
    }

    static let whole = [
        Sample("png", ImageSamples.png()), Sample("jpeg", ImageSamples.jpeg()),
        Sample("progressive jpeg", ImageSamples.jpeg(frame: 0xC2)), Sample("lossy webp", ImageSamples.lossyWebP()),
        Sample("lossless webp", ImageSamples.losslessWebP()), Sample("extended webp", ImageSamples.extendedWebP()),
    ]

    @Test func `kind and size are what is in the file`() throws {
        let rows: [([UInt8], BrandImageFile.Format, Int, Int)] = [
            (ImageSamples.png(300, 80), .png, 300, 80), (ImageSamples.png(1, 70_000), .png, 1, 70_000),
            (ImageSamples.png(64, 65, depth: 4, color: 3), .png, 64, 65), (ImageSamples.jpeg(300, 80), .jpeg, 300, 80),
            (ImageSamples.jpeg(65_535, 1, frame: 0xC1), .jpeg, 65_535, 1),
            (ImageSamples.lossyWebP(300, 80), .webp, 300, 80), (ImageSamples.losslessWebP(16_384, 1), .webp, 16_384, 1),
            (ImageSamples.losslessWebP(1, 16_384), .webp, 1, 16_384),
            (ImageSamples.extendedWebP(300, 80), .webp, 300, 80),
            (ImageSamples.png(between: [ImageSamples.chunk("tEXt", Array("Author\0me".utf8))]), .png, 128, 128),
        ]
        for (bytes, format, width, height) in rows {
            let file = try BrandImageFile(bytes)
            #expect(file.format == format)
            #expect([file.width, file.height] == [width, height])
            #expect(file.bytes == bytes)
        }
    }

    @Test(arguments: whole)
    func `a file that is cut short anywhere is refused`(sample: Sample) {
        for length in 0..<sample.bytes.count {
            #expect(throws: BrandImageFile.Refusal.self) { try BrandImageFile(Array(sample.bytes.prefix(length))) }
        }
    }

    @Test(arguments: whole)
    func `nothing may follow the picture`(sample: Sample) {
        for more in ["\n", "<script>alert(1)</script>", "PK\u{3}\u{4}"] {
            let count = more.utf8.count
            #expect(throws: BrandImageFile.Refusal.bytesAfterEnd(count)) {
                try BrandImageFile(sample.bytes + more.utf8)
            }
        }
    }

    @Test(arguments: whole)
    func `no byte that is changed makes the reader fall`(sample: Sample) {
        for index in sample.bytes.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var bytes = sample.bytes
                bytes[index] = value
                // Whether it is refused or not: what counts is that reading it ends, and ends well.
                _ = try? BrandImageFile(bytes)
            }
        }
    }

    @Test(arguments: [
        "", "GIF89a", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "<!doctype html><script>1</script>", "BM", "RIFF",
        "RIFF\u{4}\0\0\0WAVE", "\u{89}PNG", "%PDF-1.7", "\0\0\u{1}\0",
    ])
    func `another kind of file is refused, whatever its name`(text: String) {
        #expect(throws: BrandImageFile.Refusal.unknownFormat) { try BrandImageFile(Array(text.utf8)) }
    }

    @Test func `what breaks the rules of its kind is refused`() {
        var wrongSum = ImageSamples.png()
        wrongSum[20] ^= 1
        let magic = ImageReader.pngMagic
        let rows: [[UInt8]] = [
            wrongSum, ImageSamples.png(0, 10), ImageSamples.png(10, 0), ImageSamples.png(color: 5),
            ImageSamples.png(depth: 3), magic + ImageSamples.chunk("IDAT", [1]),
            magic + ImageSamples.chunk("IHDR", [1]), ImageSamples.jpeg(0, 5), ImageSamples.jpeg(frame: 0xC3),
            [0xFF, 0xD8, 0xFF, 0xD9], [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9], [0xFF, 0xD8, 0xFF, 0xE0, 0, 1],
            ImageSamples.lossyWebP(frame: 1), ImageSamples.lossyWebP(0, 5),
            ImageSamples.extendedWebP(pixels: (64, 64)), ImageSamples.riff(ImageSamples.webpChunk("ICCP", [1])),
            ImageSamples.riff([]),
        ]
        for bytes in rows { #expect(throws: BrandImageFile.Refusal.self) { try BrandImageFile(bytes) } }
    }

    @Test func `pictures that move are refused`() {
        let rows = [
            ImageSamples.png(between: [ImageSamples.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0])]),
            ImageSamples.extendedWebP(flags: 0x02),
            ImageSamples.extendedWebP(more: ImageSamples.webpChunk("ANIM", [0, 0, 0, 0, 0, 0])),
        ]
        for bytes in rows {
            #expect(throws: BrandImageFile.Refusal.animated) { try BrandImageFile(bytes) }
        }
    }

    @Test func `a file has half a mebibyte at most`() {
        let filling = ImageSamples.chunk("tEXt", Array(repeating: 65, count: BrandImageFile.byteLimit))
        let bytes = ImageSamples.png(between: [filling])
        #expect(throws: BrandImageFile.Refusal.tooLarge(bytes: bytes.count)) { try BrandImageFile(bytes) }
    }

    @Test(
        arguments: [
            (BrandImageFile.Use.logo, 2000, 1000, true), (.logo, 2001, 1000, false), (.logo, 2000, 1001, false),
            (.logo, 32, 16, true), (.logo, 31, 16, false), (.icon, 64, 64, true), (.icon, 63, 64, false),
            (.icon, 1024, 1024, true), (.icon, 1025, 1024, false), (.icon, 100, 110, true), (.icon, 100, 111, false),
        ] as [(BrandImageFile.Use, Int, Int, Bool)]
    )
    func `a picture has the size of its use`(use: BrandImageFile.Use, width: Int, height: Int, fits: Bool) throws {
        let file = try BrandImageFile(ImageSamples.png(width, height))
        if fits {
            try file.check(for: use)
        } else {
            #expect(throws: BrandImageFile.Refusal.wrongSize(use, width: width, height: height)) {
                try file.check(for: use)
            }
        }
    }
}
