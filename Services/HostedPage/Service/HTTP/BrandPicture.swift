import Foundation
import Secrets

/// The bytes of a merchant's logo or icon, found to be what their address says.
struct BrandPicture: Sendable, Equatable {
    /// The largest picture that is passed on; session-api takes none that is larger.
    static let bytesLimit = 512 * 1024

    let mediaType: String
    let bytes: Data

    /// Nil unless `bytes` begin as a PNG, JPEG or WebP does and have the hash that names them.
    ///
    /// Since the hash is checked, an address can only ever show one picture, and a browser may keep it for ever.
    init?(_ bytes: Data, hash: String) {
        guard bytes.count <= Self.bytesLimit, let mediaType = Self.mediaType(of: bytes),
            Hex.encode(SHA256Digest.of(Array(bytes))) == hash
        else { return nil }
        self.mediaType = mediaType
        self.bytes = bytes
    }

    /// The type by its first bytes, whatever anybody says of it.
    private static func mediaType(of bytes: Data) -> String? {
        let head = Array(bytes.prefix(12))
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).elementsEqual("WEBP".utf8) { return "image/webp" }
        return nil
    }

    /// Whether `text` is a lower-case hex SHA-256.
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// Whether `text` looks like the id of a merchant, so that it can stand in a path.
    static func isMerchant(_ text: String) -> Bool {
        text.hasPrefix("acct_") && text.utf8.count <= 64
            && text.dropFirst(5).utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            }
    }
}
