import Foundation
import Payments
import Secrets
import VaultClient

/// Makes the tickets with which a customer's browser may hand cards to the vault.
struct CheckoutTickets: Sendable {
    let key: SecretBytes
    /// The page's public address.
    let pageURL: String
    let randomness: Randomness
    let clock: WallClock

    /// A ticket that is good for as long as the session is; empty when the session takes no payment any more.
    func ticket(for session: Session, of merchant: Merchant) throws -> String {
        let now = merchant.time(clock.now, livemode: session.livemode)
        guard session.progress.status == .open, session.expires > now else { return "" }
        return try PaymentTicket(
            session: session.id.rawValue,
            merchant: session.merchant.rawValue,
            livemode: session.livemode,
            nonce: randomness.base62(22),
            // The vault goes by the machine's clock, the session by its merchant's.
            expires: clock.now.addingTimeInterval(session.expires.timeIntervalSince(now)),
            pageURL: pageURL
        ).signed(with: key)
    }
}
