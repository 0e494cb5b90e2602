/// What is known of a merchant's picture without its bytes.
package struct MerchantImage: Sendable, Hashable, Codable {
    /// Lower-case hex SHA-256 of the bytes; with the merchant's id it names the picture for ever.
    package let hash: String
    /// `image/png`, `image/jpeg` or `image/webp`.
    package let mediaType: String
    /// Pixels.
    package let width: Int
    /// Pixels.
    package let height: Int

    enum CodingKeys: String, CodingKey {
        case hash, width, height
        case mediaType = "media_type"
    }
}
