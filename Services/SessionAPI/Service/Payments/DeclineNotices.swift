import SessionClient

extension Decline {
    /// What the page may tell the customer: of a lost, stolen or suspected card no more than of any other (dialect §13).
    package var notice: DeclineNotice {
        switch code {
        case .expiredCard: DeclineNotice(code: "expired_card", messageKey: .expiredCard)
        case .incorrectCVC: DeclineNotice(code: "incorrect_cvc", messageKey: .incorrectCVC)
        case .incorrectNumber: DeclineNotice(code: "incorrect_number", messageKey: .incorrectNumber)
        case .insufficientFunds, .withdrawalCountLimitExceeded:
            DeclineNotice(code: "insufficient_funds", messageKey: .insufficientFunds)
        case .processingError, .issuerNotAvailable, .tryAgainLater, .reenterTransaction:
            DeclineNotice(code: "processing_error", messageKey: .tryAgain)
        case .authenticationRequired:
            DeclineNotice(code: "authentication_required", messageKey: .authenticationRequired)
        case .cardNotSupported, .currencyNotSupported, .transactionNotAllowed, .serviceNotAllowed:
            DeclineNotice(code: "card_declined", messageKey: .notSupported)
        default: DeclineNotice(code: "card_declined", messageKey: .generic)
        }
    }

    /// What the page says when nothing reached the bank.
    package static let nothingSent = DeclineNotice(code: "processing_error", messageKey: .tryAgain)
}
