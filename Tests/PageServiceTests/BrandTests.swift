import Foundation
import HTTPKit
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Secrets
import SessionClient
import Testing

@testable import PageService

extension MerchantView {
    /// Nordic Linen with pictures.
    static func branded(logo: BrandImage? = nil, icon: BrandImage? = nil) -> MerchantView {
        MerchantView(
            id: "acct_1234567890abcdef",
            name: "Nordic Linen",
            color: "#0a7d4f",
            supportEmail: nil,
            logo: logo,
            icon: icon
        )
    }
}

extension BrandImage {
    static func picture(_ width: Int, _ height: Int, hash: String? = nil) -> BrandImage {
        BrandImage(
            hash: hash ?? String(repeating: "ab", count: 32),
            mediaType: "image/png",
            width: width,
            height: height
        )
    }
}

@Suite struct BrandTests {
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
    static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]
    static let webp = Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ".utf8)

    private static func path(_ bytes: [UInt8]) -> String { "acct_1/\(Hex.encode(SHA256Digest.of(bytes)))" }

    @Test(arguments: [(png, "image/png"), (jpeg, "image/jpeg"), (webp, "image/webp")])
    func `a picture is fetched once and may be kept for ever`(_ bytes: [UInt8], _ type: String) async throws {
        let path = Self.path(bytes)
        try await PageTrial.run(.init(images: [path: bytes])) { page in
            for _ in 1...2 {
                let response = try await page.get("/c/images/" + path)
                #expect(response.status == .ok)
                #expect(Array(response.body.readableBytesView) == bytes)
                // The type is ours to say, by the bytes.
                #expect(response.headers[.contentType] == type)
                #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(response.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
            }
            #expect(page.api.imageCount == 1)
        }
    }

    @Test func `what is no picture, or not the one that its address names, is not passed on`() async throws {
        let svg = Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)
        let other = Self.path(Self.jpeg)
        try await PageTrial.run(.init(images: [Self.path(svg): svg, other: Self.png])) { page in
            for path in [Self.path(svg), other, Self.path([])] {
                let response = try await page.get("/c/images/" + path)
                #expect(response.status == .notFound)
            }
        }
    }

    @Test(arguments: [
        "acct_1/short", "acct_1/" + String(repeating: "AB", count: 32),
        "acct_a%2Fb/" + String(repeating: "ab", count: 32),
        "nobody/" + String(repeating: "ab", count: 32),
    ])
    func `an address that cannot be one is not asked for`(_ path: String) async throws {
        try await PageTrial.run(.sample) { page in
            let response = try await page.get("/c/images/" + path)
            #expect(response.status == .notFound)
            #expect(page.api.imageCount == 0)
        }
    }

    @Test func `a picture that cannot be had now may be asked for again`() async throws {
        let response = try await PageTrial.run(nil) { try await $0.get("/c/images/" + Self.path(Self.png)) }
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test func `the shelf keeps what was seen last, within its number and its weight`() throws {
        let pictures = try (0..<4).map { index in
            let bytes = Self.png + [UInt8(index)]
            return try #require(BrandPicture(Data(bytes), hash: Hex.encode(SHA256Digest.of(bytes))))
        }
        let narrow = ImageShelf(places: 2)
        narrow.keep(pictures[0], at: "0")
        narrow.keep(pictures[1], at: "1")
        #expect(narrow.picture(at: "0") != nil)
        narrow.keep(pictures[2], at: "2")
        #expect(["0", "1", "2"].map { narrow.picture(at: $0) != nil } == [true, false, true])

        let weak = ImageShelf(bytesLimit: 30)
        for (index, picture) in pictures.enumerated() { weak.keep(picture, at: "\(index)") }
        weak.keep(pictures[3], at: "3")
        #expect((0..<4).map { weak.picture(at: "\($0)") != nil } == [false, false, true, true])
    }

    struct Fit: CustomTestStringConvertible {
        let (width, height): (Int, Int)
        let shown: [Int]
        let isNamed: Bool

        var testDescription: String { "\(width)×\(height)" }
    }

    @Test(arguments: [
        Fit(width: 960, height: 240, shown: [176, 44], isNamed: false),
        Fit(width: 100, height: 30, shown: [100, 30], isNamed: false),
        Fit(width: 2000, height: 60, shown: [240, 7], isNamed: true),
        Fit(width: 16, height: 16, shown: [16, 16], isNamed: true),
        Fit(width: 200, height: 1000, shown: [9, 44], isNamed: true),
        Fit(width: 1, height: 1000, shown: [1, 44], isNamed: true),
    ])
    func `a logo fits its place, and the name stands beside one that nobody can read`(_ fit: Fit) {
        let merchant = MerchantView.branded(logo: .picture(fit.width, fit.height), icon: .picture(64, 64))
        let brand = BrandContent(merchant, name: "Nordic Linen")
        #expect([brand.logo?.width, brand.logo?.height] == fit.shown)
        #expect((brand.name != nil) == fit.isNamed)
        #expect(brand.icon == nil && brand.initial == nil)
    }

    @Test func `the logo is the shop's name, the icon is the tab's`() async throws {
        let merchant = MerchantView.branded(logo: .picture(400, 100), icon: .picture(64, 64))
        let text = try await PageTrial.run(.sample.with { $0.merchant = merchant }) { try await $0.get().text }
        let src = "/c/images/acct_1234567890abcdef/" + String(repeating: "ab", count: 32)
        #expect(text.contains(#"<img class="logo" src="\#(src)" alt="Nordic Linen" width="176" height="44">"#))
        #expect(text.contains(#"<link rel="icon" type="image/png" href="\#(src)">"#))
    }

    @Test func `a picture with a name that could lead elsewhere is left out`() async throws {
        let image = BrandImage.picture(64, 64, hash: "../../evil")
        let merchant = MerchantView.branded(logo: image, icon: image)
        let text = try await PageTrial.run(.sample.with { $0.merchant = merchant }) { try await $0.get().text }
        #expect(!text.contains("evil"))
        #expect(text.contains(">N</span>"))
    }
}
