import Crypto
import Foundation
import Payments
import Secrets

/// The key that wraps the keys in the database; it comes from a file and is never stored beside them.
struct KeyEncryptionKey: Sendable {
    /// Tells one such key from another without saying anything of it.
    let id: String
    private let sealing: SealingKey

    enum Failure: Error, Equatable, CustomStringConvertible {
        /// The keys were wrapped by another key encryption key.
        case wrappedByAnother(key: Int32, wrappedBy: String, ours: String)
        /// Damaged, moved to another row, or replaced.
        case unreadable(key: Int32)

        var description: String {
            switch self {
            case .wrappedByAnother(let key, let wrappedBy, let ours):
                "VAULT_KEK is \(ours), but key \(key) in vault.keys was wrapped by \(wrappedBy)"
            case .unreadable(let key): "key \(key) in vault.keys is damaged or was replaced"
            }
        }
    }

    /// - Throws: unless the key has 32 bytes.
    init(_ bytes: SecretBytes) throws {
        sealing = try SealingKey(bytes)
        id = Hex.encode(MAC.sha256(key: bytes, Array("vault kek id".utf8)).prefix(4))
    }

    /// A new key, wrapped.
    func makeKey(for purpose: KeyPurpose, livemode: Bool, _ randomness: Randomness) throws -> KeyRecord {
        let number = randomness.bytes(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let id = Int32(number >> 1) | 1
        let bytes = randomness.bytes(32)
        let key = SymmetricKey(data: bytes)
        return KeyRecord(
            id: id,
            purpose: purpose,
            livemode: livemode,
            state: .active,
            wrapped: try sealing.seal(bytes, context: Self.context(id, purpose, livemode)),
            wrappedBy: self.id,
            checkValue: Self.checkValue(of: key, id)
        )
    }

    /// The key in a record; nil when it was destroyed.
    func unwrap(_ record: KeyRecord) throws(Failure) -> SymmetricKey? {
        guard let wrapped = record.wrapped else { return nil }
        guard record.wrappedBy == id else {
            throw .wrappedByAnother(key: record.id, wrappedBy: record.wrappedBy, ours: id)
        }
        do {
            let context = Self.context(record.id, record.purpose, record.livemode)
            let key = try sealing.open(wrapped, context: context).withBytes { SymmetricKey(data: $0) }
            guard ConstantTime.equal(Self.checkValue(of: key, record.id), record.checkValue) else {
                throw Failure.unreadable(key: record.id)
            }
            return key
        } catch {
            throw .unreadable(key: record.id)
        }
    }

    /// Binds a wrapped key to its row, so that one cannot stand in for another.
    private static func context(_ id: Int32, _ purpose: KeyPurpose, _ livemode: Bool) -> String {
        "vault.keys|\(id)|\(purpose.rawValue)|\(livemode ? "live" : "test")"
    }

    private static func checkValue(of key: SymmetricKey, _ id: Int32) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("kcv|\(id)".utf8), using: key).prefix(8))
    }
}
