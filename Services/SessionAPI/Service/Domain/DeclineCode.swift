/// Why a card was not taken, in the dialect's words (dialect §13); acquirers' codes are translated into these once.
package enum DeclineCode: String, Sendable, CaseIterable, Codable {
    case authenticationRequired = "authentication_required"
    case callIssuer = "call_issuer"
    case cardNotSupported = "card_not_supported"
    case cardVelocityExceeded = "card_velocity_exceeded"
    case currencyNotSupported = "currency_not_supported"
    case doNotHonor = "do_not_honor"
    case doNotTryAgain = "do_not_try_again"
    case duplicateTransaction = "duplicate_transaction"
    case expiredCard = "expired_card"
    case fraudulent
    case genericDecline = "generic_decline"
    case incorrectCVC = "incorrect_cvc"
    case incorrectNumber = "incorrect_number"
    case incorrectPIN = "incorrect_pin"
    case insufficientFunds = "insufficient_funds"
    case invalidAccount = "invalid_account"
    case invalidAmount = "invalid_amount"
    case issuerNotAvailable = "issuer_not_available"
    case lostCard = "lost_card"
    case newAccountInformationAvailable = "new_account_information_available"
    case notPermitted = "not_permitted"
    case pickupCard = "pickup_card"
    case pinTryExceeded = "pin_try_exceeded"
    case processingError = "processing_error"
    case reenterTransaction = "reenter_transaction"
    case restrictedCard = "restricted_card"
    case revocationOfAllAuthorizations = "revocation_of_all_authorizations"
    case revocationOfAuthorization = "revocation_of_authorization"
    case securityViolation = "security_violation"
    case serviceNotAllowed = "service_not_allowed"
    case stolenCard = "stolen_card"
    case stopPaymentOrder = "stop_payment_order"
    case testmodeDecline = "testmode_decline"
    case transactionNotAllowed = "transaction_not_allowed"
    case tryAgainLater = "try_again_later"
    case withdrawalCountLimitExceeded = "withdrawal_count_limit_exceeded"

    /// The `code` of the dialect's error, of which only a few are finer than `card_declined` (dialect §6).
    package var errorCode: String {
        switch self {
        case .expiredCard, .incorrectCVC, .incorrectNumber, .processingError, .authenticationRequired: rawValue
        default: "card_declined"
        }
    }

    /// Whether the dialect names the decline code beside the error code; where the error code says it all, it does not.
    package var isNamedBesideErrorCode: Bool {
        switch self {
        case .expiredCard, .incorrectCVC, .incorrectNumber, .processingError: false
        default: true
        }
    }

    /// What kind of no it is, which decides what may be tried next.
    package var kind: DeclineKind {
        switch self {
        case .expiredCard, .incorrectCVC, .incorrectNumber, .incorrectPIN, .newAccountInformationAvailable: .data
        case .issuerNotAvailable, .processingError, .reenterTransaction, .tryAgainLater: .technical
        case .authenticationRequired: .authentication
        case .doNotTryAgain, .fraudulent, .invalidAccount, .lostCard, .notPermitted, .pickupCard, .restrictedCard,
            .revocationOfAllAuthorizations, .revocationOfAuthorization, .securityViolation, .stolenCard,
            .stopPaymentOrder, .transactionNotAllowed, .cardNotSupported, .currencyNotSupported, .pinTryExceeded:
            .hard
        case .callIssuer, .cardVelocityExceeded, .doNotHonor, .genericDecline, .insufficientFunds, .testmodeDecline,
            .withdrawalCountLimitExceeded:
            .soft
        case .duplicateTransaction, .invalidAmount, .serviceNotAllowed: .configuration
        }
    }
}

/// What kind of no a decline is (security notes §4.3).
package enum DeclineKind: String, Sendable, CaseIterable, Codable {
    /// The bank may say yes another time.
    case soft
    /// The bank will never say yes to this card; trying again costs fees and reputation.
    case hard
    /// Something was typed wrong.
    case data
    /// A machine on the way had a fault.
    case technical
    /// The bank wants the customer to authenticate.
    case authentication
    /// Something is set up wrong between merchant and acquirer.
    case configuration

    /// The dialect's `advice_code`.
    package var advice: String? {
        switch self {
        case .soft, .technical: "try_again_later"
        case .hard: "do_not_try_again"
        case .data: "confirm_card_data"
        case .authentication, .configuration: nil
        }
    }
}
