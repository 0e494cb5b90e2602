import Foundation
import Payments

/// What an authorization asks for, after the edge has parsed it.
struct AuthorizationRequest: Sendable {
    let key: String
    let money: Money
    /// Whether an approval takes the money at once.
    let capture: Bool
    let merchant: String?
    let reference: String?
    let card: PresentedCard
    /// Whether a CAVV, the issuer's proof of a 3-D Secure authentication, came with it.
    let isAuthenticated: Bool

    /// The transaction that this request opens if its key is new; the card's number ends here.
    func transaction(at now: Date, _ randomness: Randomness) -> Transaction {
        let decision = Issuer.decide(card, isAuthenticated: isAuthenticated, at: now)
        return Transaction(
            id: .make(randomness),
            key: key,
            money: money,
            last4: card.last4,
            reference: reference,
            merchant: merchant,
            decision: decision,
            authorizationCode: decision.isApproved ? String(randomness.base62(6).uppercased()) : nil,
            networkTransactionID: "ntx_" + randomness.base62(15),
            created: now,
            captured: capture
        )
    }
}
