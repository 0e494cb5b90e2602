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
    /// The issuer's proof of a 3-D Secure authentication, if there was one.
    let proof: PresentedProof?

    /// The transaction that this request opens if its key is new; the card's number ends here.
    func transaction(_ issuer: Issuer, at now: Date, _ randomness: Randomness) -> Transaction {
        let decision = issuer.decide(card, money, proof: proof, at: now)
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
            captured: capture,
            dsTransID: decision.proofCheck == .match ? proof?.dsTransID : nil
        )
    }
}
