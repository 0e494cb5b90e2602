import Foundation
import Payments
import Postgres
import VaultClient

/// What the other services may know of a card.
struct CardViews: Sendable {
    let store: CardStore
    let hold: CodeHold
    let instance: Instance
    let clock: WallClock

    func view(_ token: String) async throws(PostgresError) -> CardView? {
        try await store.card(token, at: clock.now).map(view)
    }

    func view(nonce: String) async throws(PostgresError) -> CardView? {
        try await store.card(nonce: nonce, at: clock.now).map(view)
    }

    private func view(_ card: StoredCard) -> CardView {
        CardView(
            token: ID(unchecked: card.token),
            session: card.session,
            merchant: card.merchant,
            livemode: card.livemode,
            brand: card.brand,
            bin: card.bin,
            last4: card.last4,
            expMonth: card.expiry.month,
            expYear: card.expiry.year,
            funding: card.funding,
            country: card.country,
            fingerprint: card.fingerprint,
            networkFingerprint: card.networkFingerprint,
            cvcHeld: isCodeHeld(of: card),
            namePresent: card.sealedName != nil
        )
    }

    /// Whether the security code is still there.
    ///
    /// Ours we know. Another instance's we guess: there while it can be, gone if that instance was our predecessor.
    private func isCodeHeld(of card: StoredCard) -> Bool {
        if card.instance.id == instance.id { return hold.holds(card.token) }
        let age = clock.now.timeIntervalSince(card.createdAt)
        return card.instance.url != instance.url && age < Double(hold.lifetime.components.seconds)
    }
}
