/// What can be wrong with what a customer typed, by the codes that the vault, session-api and the page's script use.
enum Fault: String, CaseIterable {
    case numberMissing = "number_missing"
    case numberInvalid = "invalid_number"
    case numberIncorrect = "incorrect_number"
    case expiryMissing = "exp_missing"
    case expiryMonthInvalid = "invalid_expiry_month"
    case expiryYearInvalid = "invalid_expiry_year"
    case cardExpired = "expired_card"
    case codeMissing = "cvc_missing"
    case codeInvalid = "invalid_cvc"
    case codeIncorrect = "incorrect_cvc"
    case nameInvalid = "invalid_characters"
    case emailMissing = "email_missing"
    case emailInvalid = "email_invalid"
    case ticketExpired = "ticket_expired"
    case ticketInvalid = "ticket_invalid"
    case cardAgain = "card_again"
    case tooManyCards = "rate_limit"
    case unreachable
    case reconnecting
    case other

    /// The inputs of the page, by the names that the vault gives them.
    enum Field: String {
        case number, exp, cvc, name, email
    }

    /// Where the sentence stands; nil for one that stands above the form.
    var field: Field? {
        switch self {
        case .numberMissing, .numberInvalid, .numberIncorrect: .number
        case .expiryMissing, .expiryMonthInvalid, .expiryYearInvalid, .cardExpired: .exp
        case .codeMissing, .codeInvalid, .codeIncorrect: .cvc
        case .nameInvalid: .name
        case .emailMissing, .emailInvalid: .email
        case .ticketExpired, .ticketInvalid, .cardAgain, .tooManyCards, .unreachable, .reconnecting, .other: nil
        }
    }

    /// The sentence that tells the customer, with the shop's name filled in.
    func sentence(in texts: Texts, merchant: String) -> String {
        text(texts.faults).filled(["merchant": merchant])
    }

    private func text(_ faults: Texts.Faults) -> String {
        switch self {
        case .numberMissing: faults.numberMissing
        case .numberInvalid, .numberIncorrect: faults.numberInvalid
        case .expiryMissing: faults.expiryMissing
        case .expiryMonthInvalid, .expiryYearInvalid: faults.expiryInvalid
        case .cardExpired: faults.expiryPast
        case .codeMissing: faults.codeMissing
        case .codeInvalid, .codeIncorrect: faults.codeInvalid
        case .nameInvalid: faults.nameInvalid
        case .emailMissing: faults.emailMissing
        case .emailInvalid: faults.emailInvalid
        case .ticketExpired, .ticketInvalid, .cardAgain: faults.cardAgain
        case .tooManyCards: faults.tooManyCards
        case .unreachable: faults.unreachable
        case .reconnecting: faults.reconnecting
        case .other: faults.other
        }
    }
}
