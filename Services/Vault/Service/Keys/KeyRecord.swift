import Foundation

/// What a key is for.
///
/// A key is used for one purpose in one mode only.
enum KeyPurpose: String, CaseIterable, Sendable {
    /// Card numbers and names in rows; each row has a key of its own derived from it.
    case card
    /// The keyed hashes by which a card is recognised.
    case fingerprint
}

/// Where a key is in its life.
///
/// It only ever moves forward.
enum KeyState: String, Sendable {
    /// Seals and opens. One per purpose and mode.
    case active
    /// Opens what it sealed before.
    case decryptOnly = "decrypt_only"
    /// Gone: the row remains, its wrapped key does not.
    case destroyed
}

/// A row of `vault.keys`: a data key, wrapped by the key encryption key.
struct KeyRecord: Sendable {
    let id: Int32
    let purpose: KeyPurpose
    let livemode: Bool
    let state: KeyState
    /// Nil when destroyed.
    let wrapped: [UInt8]?
    /// Which key encryption key wrapped it.
    let wrappedBy: String
    /// Eight bytes of a MAC by the key over its own id: shows that the right key came out (PCI DSS 3.7.7).
    let checkValue: [UInt8]
}
