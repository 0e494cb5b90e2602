import Foundation

/// A picture of a merchant's as it was handed in: bytes that were read through and found to be what they say.
///
/// Nothing is decoded and nothing is taken out: what customers' browsers get is what the merchant gave. So the whole
/// structure is walked, and bytes after the picture's end, where other formats could hide, are refused.
package struct BrandImageFile: Sendable {
    package let format: Format
    /// Pixels.
    package let width: Int
    /// Pixels.
    package let height: Int
    package let bytes: [UInt8]

    package enum Format: String, Sendable, CaseIterable {
        case png = "image/png"
        case jpeg = "image/jpeg"
        case webp = "image/webp"
    }

    /// What a picture is for.
    package enum Use: String, Sendable, CaseIterable {
        /// Wide, shown instead of the name.
        case logo
        /// Square, shown beside the name.
        case icon
    }

    /// Why a file is not taken, in words for the person who gave it.
    package enum Refusal: Error, Hashable, CustomStringConvertible {
        case tooLarge(bytes: Int)
        /// Neither PNG, JPEG nor WebP by its first bytes, whatever its name is.
        case unknownFormat
        /// It ends before the picture does.
        case truncated
        /// It breaks the rules of its format.
        case broken(String)
        /// Something follows the picture's end.
        case bytesAfterEnd(Int)
        case animated
        case wrongSize(Use, width: Int, height: Int)

        package var description: String {
            switch self {
            case .tooLarge(let bytes): "the file has \(bytes) bytes, and at most \(BrandImageFile.byteLimit) are taken"
            case .unknownFormat: "this is no PNG, JPEG or WebP file (what counts is what is in it, not its name)"
            case .truncated: "the file ends before the picture does"
            case .broken(let what): "the file is damaged: \(what)"
            case .bytesAfterEnd(let count):
                "\(count) bytes follow the end of the picture; save it again from an image editor"
            case .animated: "the picture is animated; a still one is needed"
            case .wrongSize(let use, let width, let height):
                switch use {
                case .logo: "a logo has at most 2000×1000 pixels and at least 32×16, this is \(width)×\(height)"
                case .icon:
                    "an icon is square, give or take a tenth, with 64 to 1024 pixels to a side, this is \(width)×\(height)"
                }
            }
        }
    }

    package static let byteLimit = 512 * 1024

    /// Reads a file through.
    package init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Self.byteLimit else { throw .tooLarge(bytes: bytes.count) }
        var reader = ImageReader(bytes)
        let found: (format: Format, width: Int, height: Int)
        if bytes.starts(with: ImageReader.pngMagic) {
            let size = try reader.png()
            found = (.png, size.width, size.height)
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            let size = try reader.jpeg()
            found = (.jpeg, size.width, size.height)
        } else if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            let size = try reader.webp()
            found = (.webp, size.width, size.height)
        } else {
            throw .unknownFormat
        }
        guard reader.left == 0 else { throw .bytesAfterEnd(reader.left) }
        (format, width, height) = found
        self.bytes = bytes
    }

    /// Whether the picture has the size that its use wants.
    package func check(for use: Use) throws(Refusal) {
        let fits =
            switch use {
            case .logo: (32...2000).contains(width) && (16...1000).contains(height)
            case .icon:
                (64...1024).contains(width) && (64...1024).contains(height)
                    && max(width, height) * 10 <= min(width, height) * 11
            }
        guard fits else { throw .wrongSize(use, width: width, height: height) }
    }
}
