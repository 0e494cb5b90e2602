import Foundation
import Payments

/// A merchant's key for the API: `sk_test_` or `sk_live_`, 32 random characters, 6 of checksum.
///
/// The checksum is the CRC-32 of what stands before it, in base 62. A mistyped or invented key is refused without a
/// look at the database, and scanners for leaked secrets can tell a key from text that looks like one.
package struct APIKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Whether it works on live or on test data.
    package let livemode: Bool
    private let text: String

    private static let randomLength = 32
    private static let checksumLength = 6

    /// A new key.
    package static func make(livemode: Bool, _ randomness: Randomness) -> APIKey {
        let body = prefix(livemode: livemode) + randomness.base62(randomLength)
        return APIKey(livemode: livemode, text: body + checksum(of: body))
    }

    private init(livemode: Bool, text: String) {
        self.livemode = livemode
        self.text = text
    }

    /// Reads a key as a client sent it.
    ///
    /// - Throws: `FormatError` for what cannot be one of our secret keys.
    package init(reading text: some StringProtocol) throws(FormatError) {
        if text.hasPrefix("pk_test_") || text.hasPrefix("pk_live_") { throw .publishable }
        guard let livemode = Self.mode(of: text) else { throw .malformed }
        let length = Self.prefix(livemode: livemode).utf8.count + Self.randomLength + Self.checksumLength
        guard text.utf8.count == length else { throw .malformed }
        let body = String(text.dropLast(Self.checksumLength))
        guard text.suffix(Self.checksumLength) == Self.checksum(of: body) else { throw .malformed }
        self.init(livemode: livemode, text: String(text))
    }

    package enum FormatError: Error, Equatable {
        /// Not a key, or a key with a typing error.
        case malformed
        /// A key for browsers, which may do nothing here.
        case publishable
    }

    /// The whole key, to be shown once to whoever asked for it.
    package func withValue<Result>(_ body: (String) throws -> Result) rethrows -> Result {
        try body(text)
    }

    /// `sk_test_` or `sk_live_`.
    package var prefix: String { Self.prefix(livemode: livemode) }

    /// What people recognize the key by.
    package var last4: String { String(text.suffix(4)) }

    package var description: String { "\(prefix)…\(last4)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    private static func prefix(livemode: Bool) -> String {
        livemode ? "sk_live_" : "sk_test_"
    }

    private static func mode(of text: some StringProtocol) -> Bool? {
        text.hasPrefix("sk_test_") ? false : text.hasPrefix("sk_live_") ? true : nil
    }

    private static func checksum(of body: String) -> String {
        Base62.encode(UInt128(CRC32.of(body.utf8)), length: checksumLength)
    }
}

/// The checksum of Ethernet, zip files and PNG's chunks: polynomial 0x04C11DB7, reflected.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
    }
}

/// What is known of a key without its text.
package struct APIKeyRecord: Sendable, Hashable, Identified {
    package static let prefix = "key_"
    package static let length = 16

    package let id: ID<APIKeyRecord>
    package let merchant: ID<Merchant>
    package let livemode: Bool
    /// `sk_test_` or `sk_live_`.
    package let prefix: String
    package let last4: String
    package let created: Date
    package let revoked: Date?
    /// To the hour.
    package let lastUsed: Date?

    package init(
        id: ID<APIKeyRecord>,
        merchant: ID<Merchant>,
        livemode: Bool,
        prefix: String,
        last4: String,
        created: Date,
        revoked: Date? = nil,
        lastUsed: Date? = nil
    ) {
        self.id = id
        self.merchant = merchant
        self.livemode = livemode
        self.prefix = prefix
        self.last4 = last4
        self.created = created
        self.revoked = revoked
        self.lastUsed = lastUsed
    }
}
