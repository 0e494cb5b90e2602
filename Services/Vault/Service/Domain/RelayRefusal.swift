/// Why a relay has no answer to hand back.
enum RelayRefusal: Error, Equatable, Sendable {
    // Nothing was sent:
    /// A field is missing or wrong: its name, and what is expected.
    case badRequest(String, String)
    /// The card belongs to another attempt.
    case tokenUsed
    /// There is no such card, or not any more.
    case tokenGone
    /// The card is of another session than the request says, or of another mode than the acquirer.
    case tokenMismatch
    /// The security code is in another instance's memory: its address.
    case wrongInstance(String)
    /// The security code is nowhere any more.
    case codeGone
    /// The card's row cannot be opened.
    case cardUnreadable
    /// The acquirer was surely not reached, or not even called.
    case notSent(String)

    // Something was sent:
    /// No readable answer came, so the acquirer may or may not have acted.
    case outcomeUnknown(String)
}
