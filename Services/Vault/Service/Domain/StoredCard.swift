import Foundation
import Payments

/// A card as its row holds it: ciphertext, and what may be shown.
struct StoredCard: Sendable {
    let token: String
    let merchant: String
    let livemode: Bool
    let session: String
    /// The ticket's.
    let nonce: String
    let keyID: Int32
    let sealedNumber: [UInt8]
    let sealedName: [UInt8]?
    let brand: CardBrand
    let bin: String
    let last4: String
    let expiry: CardExpiry
    let funding: CardFunding
    let country: String?
    let fingerprint: String
    let networkFingerprint: String
    let instance: Instance
    let createdAt: Date
    let expiresAt: Date
}

/// One running vault, among several perhaps: a security code is in the memory of exactly one.
struct Instance: Sendable, Equatable {
    /// New with each start.
    let id: UUID
    /// Its internal address, by which the others send callers to it.
    let url: String
}
