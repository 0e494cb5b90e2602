/// What the issuer of a test card does with an authorization.
enum CardBehaviour: Hashable, Sendable {
    case approves
    case declines(ResponseCode)
    /// The CVC never matches. A check can only fail if a CVC was sent, so without one the card approves.
    case failsCVC(answer: ResponseCode)
    /// Declines softly until the request carries proof of 3-D Secure, then answers `afterwards`.
    case wantsAuthentication(afterwards: ResponseCode)
}

/// The test cards: the number decides what happens.
///
/// Numbers not listed are approved.
///
/// The numbers are those that merchants know from other gateways, so that their tests need no change.
enum TestCards {
    static let behaviours: [String: CardBehaviour] = [
        // Declined whatever is sent with them.
        "4000000000000002": .declines(.doNotHonor),
        "4000000000009995": .declines(.insufficientFunds),
        "4000000000009987": .declines(.lostCard),
        "4000000000009979": .declines(.stolenCard),
        "4000000000006975": .declines(.limitExceeded),
        "4000000000000069": .declines(.expiredCard),
        "4000000000000119": .declines(.systemError),
        "4000000000000341": .declines(.doNotHonor),
        // The fraud scorer blocks it; should one arrive all the same, the issuer sees fraud too.
        "4100000000000019": .declines(.suspectedFraud),

        // The CVC is wrong: one issuer minds, the other only says so.
        "4000000000000127": .failsCVC(answer: .wrongCVC),
        "4000000000000101": .failsCVC(answer: .approved),

        // Nothing without 3-D Secure.
        "4000000000003220": .wantsAuthentication(afterwards: .approved),
        "4000000000003238": .wantsAuthentication(afterwards: .approved),
        "4000000000003246": .wantsAuthentication(afterwards: .approved),
        "4000000000003253": .wantsAuthentication(afterwards: .approved),
        "4000002500003155": .wantsAuthentication(afterwards: .approved),
        "4000002760003184": .wantsAuthentication(afterwards: .approved),
        "4000003800000446": .wantsAuthentication(afterwards: .approved),
        "4000008260003178": .wantsAuthentication(afterwards: .insufficientFunds),
        "4000008400001629": .wantsAuthentication(afterwards: .doNotHonor),
        "4000008400001280": .wantsAuthentication(afterwards: .doNotHonor),
    ]
}
