import Crypto
import Foundation

/// HMAC-SHA256 (RFC 2104).
package enum MAC {
    package static func sha256(key: SecretBytes, _ message: some DataProtocol) -> [UInt8] {
        key.withBytes { Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: $0))) }
    }

    /// Whether `code` belongs to the message; the time does not depend on where it differs.
    package static func isValid(_ code: some DataProtocol, key: SecretBytes, _ message: some DataProtocol) -> Bool {
        key.withBytes {
            HMAC<SHA256>.isValidAuthenticationCode(Data(code), authenticating: message, using: SymmetricKey(data: $0))
        }
    }
}

/// SHA-256 (FIPS 180-4).
package enum SHA256Digest {
    package static func of(_ message: some DataProtocol) -> [UInt8] {
        Array(SHA256.hash(data: message))
    }
}

/// Comparison in a time that depends on the lengths only.
package enum ConstantTime {
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for index in a.indices { difference |= a[index] ^ b[index] }
        return difference == 0
    }
}
