import Crypto
import Foundation

/// A key that seals small secrets for the database, AES-256-GCM (NIST SP 800-38D).
///
/// A sealed value is one version byte, a random nonce of 12 bytes, the ciphertext, a tag of 16 bytes. The `context`
/// (table and row) is authenticated with it, so a value that is moved to another row does not open.
package struct SealingKey: Sendable {
    private let key: SymmetricKey
    private static let version: UInt8 = 1

    package enum Failure: Error, Equatable {
        case keyLength
        /// Damaged, moved, or sealed with another key: one answer for all, so that nothing can be learned from it.
        case unreadable
    }

    /// - Throws: `Failure.keyLength` unless the key has 32 bytes.
    package init(_ bytes: SecretBytes) throws {
        guard bytes.count == 32 else { throw Failure.keyLength }
        key = bytes.withBytes { SymmetricKey(data: $0) }
    }

    package func seal(_ plain: [UInt8], context: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(plain, using: key, authenticating: Data(context.utf8))
        return [Self.version] + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    package func open(_ sealed: [UInt8], context: String) throws -> SecretBytes {
        guard sealed.first == Self.version, sealed.count >= 29 else { throw Failure.unreadable }
        do {
            let box = try AES.GCM.SealedBox(combined: Data(sealed.dropFirst()))
            return SecretBytes(Array(try AES.GCM.open(box, using: key, authenticating: Data(context.utf8))))
        } catch {
            throw Failure.unreadable
        }
    }
}
