/// Every limit of the vault that is not a setting, in one list.
enum Limits {
    /// A token request's body, in bytes.
    static let bodyBytes = 4 * 1024
    /// Names and values in a token request.
    static let formFields = 32
    /// Tokens for one ticket: each page load has a ticket of its own.
    static let tokensPerTicket = 10
    /// Tokens for one session, over all its tickets.
    static let tokensPerSession = 30
    /// How long the count of a session's tokens is kept, in seconds: longer than any session is open.
    static let tokenCountSeconds = 25 * 3600
    /// How long a token and its sealed card are kept, in seconds.
    static let tokenSeconds = 3600
    /// The name on the card, in UTF-8 bytes.
    static let nameBytes = 200
    /// How far ahead a card may expire, in years.
    static let expiryYears = 50
    /// A relay's body with its placeholders, in bytes.
    static let relayBodyBytes = 32 * 1024
    /// Placeholders in one relay's body.
    static let placeholders = 32
    /// An acquirer's answer, in bytes.
    static let answerBytes = 64 * 1024
    /// Objects and lists within each other.
    static let jsonDepth = 32
    /// Security codes held at once: over all merchants, and for one of them.
    static let codesHeld = 50_000
    static let codesHeldPerMerchant = 10_000
    /// Expired rows deleted by one statement.
    static let purgeBatch = 500
}
