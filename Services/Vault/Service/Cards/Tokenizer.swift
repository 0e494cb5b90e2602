import Foundation
import Logging
import Payments
import Postgres
import VaultClient

/// Turns a card that a customer typed into a token: seals it, stores it, keeps the security code in memory.
struct Tokenizer: Sendable {
    let store: CardStore
    let keys: VaultKeys
    let hold: CodeHold
    let sealer: CardSealer
    let instance: Instance
    let clock: WallClock
    let randomness: Randomness

    /// - Throws: `TokenRefusal`: `.busy`, `.tooManyTokens`, `.unavailable`.
    func tokenize(_ entry: CardEntry, _ ticket: PaymentTicket, logger: Logger) async throws(TokenRefusal) -> StoredCard
    {
        let token = ID<CardToken>.make(randomness).rawValue
        guard hold.hold(entry.code, for: token, of: ticket.merchant) else { throw .busy }
        do {
            return try await store(entry, as: token, ticket, logger)
        } catch {
            _ = hold.take(token)
            throw error
        }
    }

    /// A key that was rotated since it was loaded is noticed by the statement; the second try has the new one.
    private func store(
        _ entry: CardEntry,
        as token: String,
        _ ticket: PaymentTicket,
        _ logger: Logger
    ) async throws(TokenRefusal) -> StoredCard {
        do {
            for isLast in [false, true] {
                guard let ring = isLast ? try await keys.load() : keys.ring else { throw TokenRefusal.unavailable }
                let card = try seal(entry, as: token, ticket, ring)
                switch try await store.insert(card) {
                case .inserted: return card
                case .tooMany: throw TokenRefusal.tooManyTokens
                case .keyRotated: continue
                }
            }
            throw TokenRefusal.unavailable
        } catch let refusal as TokenRefusal {
            throw refusal
        } catch {
            logger.error("Card not stored", metadata: ["error": "\(error)"])
            throw .unavailable
        }
    }

    private func seal(
        _ entry: CardEntry,
        as token: String,
        _ ticket: PaymentTicket,
        _ ring: KeyRing
    ) throws -> StoredCard {
        guard let key = ring.active(.card, livemode: ticket.livemode),
            let fingerprintKey = ring.active(.fingerprint, livemode: ticket.livemode)
        else { throw TokenRefusal.unavailable }
        func place(_ field: SealedPlace.Field) -> SealedPlace {
            SealedPlace(
                livemode: ticket.livemode,
                merchant: ticket.merchant,
                token: token,
                keyID: key.id,
                field: field
            )
        }
        let now = clock.now
        let origin = CardOrigin.of(entry.number, livemode: ticket.livemode)
        return StoredCard(
            token: token,
            merchant: ticket.merchant,
            livemode: ticket.livemode,
            session: ticket.session,
            nonce: ticket.nonce,
            keyID: key.id,
            sealedNumber: try sealer.seal(entry.number.digits, at: place(.number), with: key),
            sealedName: try entry.name.map { try sealer.seal($0, at: place(.name), with: key) },
            brand: entry.number.brand,
            bin: entry.number.bin,
            last4: entry.number.last4,
            expiry: entry.expiry,
            funding: origin.funding,
            country: origin.country,
            fingerprint: Fingerprint.of(entry.number, in: .merchant(ticket.merchant), with: fingerprintKey),
            networkFingerprint: Fingerprint.of(entry.number, in: .network, with: fingerprintKey),
            instance: instance,
            createdAt: now,
            expiresAt: now.addingTimeInterval(Double(Limits.tokenSeconds))
        )
    }
}
