/// What the issuer of a test card does with an authorization.
enum CardBehaviour: Hashable, Sendable {
    case approves
    case declines(ResponseCode)
    /// The CVC never matches. A check can only fail if a CVC was sent, so without one the card approves.
    case failsCVC(answer: ResponseCode)
    /// Declines softly until the request carries proof of 3-D Secure, then answers `afterwards`.
    case wantsAuthentication(afterwards: ResponseCode)
}

/// A test card: its number decides what happens to a charge and to an authentication.
struct TestCard: Hashable, Sendable {
    let number: String
    /// One sentence for the person who looks for a card to try.
    let says: String
    let charge: CardBehaviour
    let authentication: AuthenticationBehaviour

    init(
        _ number: String,
        _ says: String,
        charge: CardBehaviour = .approves,
        authentication: AuthenticationBehaviour = .trusts
    ) {
        self.number = number
        self.says = says
        self.charge = charge
        self.authentication = authentication
    }

    /// As it stands on a card: `4242 4242 4242 4242`, `3782 822463 10005`.
    var grouped: String {
        let lengths = number.hasPrefix("3") && number.count < 16 ? [4, 6, 5] : [4, 4, 4, 4, 3]
        var rest = number[...]
        return lengths.map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// Cards that show the same kind of thing.
struct TestCardGroup: Sendable {
    /// A word for links to it: letters and dashes.
    let id: String
    let title: String
    let introduction: String
    let cards: [TestCard]
}
