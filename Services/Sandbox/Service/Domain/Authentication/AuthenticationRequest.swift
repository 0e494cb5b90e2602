import Payments

/// A request to authenticate a cardholder, after the edge has parsed it.
struct AuthenticationRequest: Sendable {
    let version: String
    let serverTransID: String
    let serverURL: String
    let notificationURL: String
    let card: PresentedCard
    let money: Money
    let merchant: String
    /// Whether the merchant's side insists on a challenge, since the law or an issuer wants one.
    let isChallengeMandated: Bool
}
