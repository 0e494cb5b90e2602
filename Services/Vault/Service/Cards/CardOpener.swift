import Foundation

/// Opens a stored card for one call.
struct CardOpener: Sendable {
    let keys: VaultKeys

    /// - Throws: `CardSealer.Failure`, or `PostgresError` when a key had to be looked for.
    func open(_ card: StoredCard, code: SecretBuffer?) async throws -> CardSecrets {
        var ring = keys.ring
        // Sealed by another vault, with a key made since we last looked.
        if ring?[card.keyID] == nil { ring = try await keys.load() }
        guard let ring else { throw CardSealer.Failure.unreadable }
        return CardSecrets(
            number: try CardSealer.open(card.sealedNumber, at: card.place(.number), with: ring),
            expiry: card.expiry,
            name: try card.sealedName.map { try CardSealer.open($0, at: card.place(.name), with: ring) },
            code: code
        )
    }
}

extension StoredCard {
    fileprivate func place(_ field: SealedPlace.Field) -> SealedPlace {
        SealedPlace(livemode: livemode, merchant: merchant, token: token, keyID: keyID, field: field)
    }
}
