/// Why a customer's card gets no token; the words are written for the customer and repeat nothing of what was typed.
struct TokenRefusal: Error, Equatable {
    enum Kind: Equatable {
        /// What was typed cannot be a card (402, `card_error`).
        case card
        /// The request itself is wrong (400).
        case request
        /// Enough for now (429).
        case limit
        /// Ours to mend (503).
        case unavailable
    }

    let kind: Kind
    let code: String
    let param: String?
    let message: String

    /// The same refusal about another field: `exp` or, when the form has two fields, `exp_month` and `exp_year`.
    func about(_ param: String) -> TokenRefusal {
        TokenRefusal(kind: kind, code: code, param: param, message: message)
    }

    // The number
    static let numberMissing = card("invalid_number", "number", "Enter your card number.")
    static let numberInvalid = card("invalid_number", "number", "This is not a card number. Check the card number.")
    static let numberIncorrect = card("incorrect_number", "number", "Your card number is incorrect. Check the digits.")

    // The expiry date
    static let expiryMissing = card("invalid_expiry_month", "exp", "Enter your card's expiration date.")
    static let monthInvalid = card("invalid_expiry_month", "exp", "Your card's expiration month is invalid.")
    static let yearInvalid = card("invalid_expiry_year", "exp", "Your card's expiration year is invalid.")
    static let monthPast = card("invalid_expiry_month", "exp", "Your card's expiration date is in the past.")
    static let yearPast = card("invalid_expiry_year", "exp", "Your card's expiration year is in the past.")

    // The security code
    static let codeMissing = card("invalid_cvc", "cvc", "Enter your card's security code.")
    static let codeInvalid = card("invalid_cvc", "cvc", "Your card's security code is invalid. It has 3 digits.")
    static let amexCodeInvalid = card("invalid_cvc", "cvc", "Your card's security code is invalid. It has 4 digits.")

    // The name
    static let nameInvalid = card("invalid_characters", "name", "Enter the name as it stands on the card.")

    // The ticket
    static let ticketMissing = request("ticket_invalid", "ticket", "This page cannot be used any more. Reload it.")
    static let ticketInvalid = ticketMissing
    static let ticketExpired = request("ticket_expired", "ticket", "This page was open for too long. Reload it.")
    static let tooManyTokens = TokenRefusal(
        kind: .limit,
        code: "rate_limit",
        param: "ticket",
        message: "Too many cards were tried on this page."
    )

    // The request
    static let bodyTooLarge = request("body_too_large", nil, "The form is too large.")
    static let bodyMalformed = request("body_malformed", nil, "The form could not be read.")
    static let bodyType = request(
        "body_malformed",
        nil,
        "Send the fields as application/x-www-form-urlencoded."
    )
    static let fieldTwice = request("parameter_repeated", nil, "A field was sent twice.")

    // Ours
    static let busy = TokenRefusal(
        kind: .limit,
        code: "rate_limit",
        param: nil,
        message: "Too many payments are going on at this moment. Try again in a minute."
    )
    static let unavailable = TokenRefusal(
        kind: .unavailable,
        code: "processing_error",
        param: nil,
        message: "Your card could not be read just now. Nothing was charged. Try again in a moment."
    )

    private static func card(_ code: String, _ param: String, _ message: String) -> TokenRefusal {
        TokenRefusal(kind: .card, code: code, param: param, message: message)
    }

    private static func request(_ code: String, _ param: String?, _ message: String) -> TokenRefusal {
        TokenRefusal(kind: .request, code: code, param: param, message: message)
    }
}
