import Crypto
import Foundation
import Payments

/// The row that a sealed field belongs to; all of it is authenticated with the field.
struct SealedPlace: Sendable {
    /// The column.
    enum Field: String, Sendable {
        case number, name
    }

    let livemode: Bool
    let merchant: String
    let token: String
    let keyID: Int32
    let field: Field

    /// The row's place in one spelling: each part after its length, so that no two places read the same.
    fileprivate var authenticated: Data {
        var data = Data()
        for part in ["cv1", livemode ? "live" : "test", merchant, token, String(keyID), field.rawValue] {
            let bytes = Array(part.utf8)
            data.append(UInt8(truncatingIfNeeded: bytes.count >> 8))
            data.append(UInt8(truncatingIfNeeded: bytes.count))
            data.append(contentsOf: bytes)
        }
        return data
    }
}

/// Seals card fields for the database: AES-256-GCM under a key of the row's own (NIST SP 800-38D, RFC 5869).
///
/// A sealed field is `01 | mode (1) | key id (4) | salt (16) | nonce (12) | ciphertext | tag (16)`. The field's key is
/// derived from the data key and the salt, so that random nonces never come near their limit of 2^32 per key.
struct CardSealer: Sendable {
    private static let version: UInt8 = 1
    private static let saltBytes = 16
    private static let nonceBytes = 12
    private static let tagBytes = 16
    private static let headBytes = 6 + saltBytes + nonceBytes

    enum Failure: Error, Equatable {
        /// Damaged, moved to another row, merchant, mode or column, or of an unknown key: one error for all of them.
        case unreadable
    }

    let randomness: Randomness

    /// - Throws: only when the crypto library fails; the caller can do nothing about it.
    func seal(_ plain: SecretBuffer, at place: SealedPlace, with key: KeyRing.Key) throws -> [UInt8] {
        let salt = randomness.bytes(Self.saltBytes)
        let nonce = randomness.bytes(Self.nonceBytes)
        let box = try plain.withBytes { plain throws in
            try AES.GCM.seal(
                plain,
                using: Self.fieldKey(key.key, salt, place.field),
                nonce: AES.GCM.Nonce(data: nonce),
                authenticating: place.authenticated
            )
        }
        return [Self.version, Self.mode(place.livemode)] + Self.bytes(of: key.id) + salt + nonce + box.ciphertext
            + box.tag
    }

    /// - Throws: `Failure.unreadable` whatever is wrong.
    static func open(_ sealed: [UInt8], at place: SealedPlace, with ring: KeyRing) throws(Failure) -> SecretBuffer {
        guard sealed.count > headBytes + tagBytes, sealed[0] == version, sealed[1] == mode(place.livemode),
            sealed[2..<6].elementsEqual(bytes(of: place.keyID)),
            let key = ring[place.keyID], key.purpose == .card, key.livemode == place.livemode
        else { throw .unreadable }
        var plain: Data
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: sealed[6 + saltBytes..<headBytes]),
                ciphertext: sealed[headBytes..<sealed.count - tagBytes],
                tag: sealed.suffix(tagBytes)
            )
            let fieldKey = fieldKey(key.key, Array(sealed[6..<6 + saltBytes]), place.field)
            plain = try AES.GCM.open(box, using: fieldKey, authenticating: place.authenticated)
        } catch {
            throw .unreadable
        }
        // The library answers with `Data`, which nobody wipes.
        defer { plain.withUnsafeMutableBytes { wipe(UnsafeRawBufferPointer($0)) } }
        guard let buffer = plain.withUnsafeBytes({ SecretBuffer(copying: $0) }) else { throw .unreadable }
        return buffer
    }

    private static func fieldKey(_ key: SymmetricKey, _ salt: [UInt8], _ field: SealedPlace.Field) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key,
            salt: salt,
            info: Array("paydesk vault \(field.rawValue)/v1".utf8),
            outputByteCount: 32
        )
    }

    private static func mode(_ livemode: Bool) -> UInt8 {
        UInt8(ascii: livemode ? "L" : "T")
    }

    private static func bytes(of id: Int32) -> [UInt8] {
        withUnsafeBytes(of: id.bigEndian) { Array($0) }
    }
}
