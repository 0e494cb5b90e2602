/// A no from the card's bank, or from our own fraud scorer.
package struct Decline: Sendable, Equatable, Codable {
    /// Why, in the dialect's words.
    package let code: DeclineCode
    /// The network's own code, such as `51`; nil when the network was never asked.
    package let networkCode: String?

    package init(_ code: DeclineCode, networkCode: String? = nil) {
        self.code = code
        self.networkCode = networkCode
    }

    /// Refused by the fraud scorer.
    package static let blocked = Decline(.fraudulent)

    /// The sentence for the merchant's error and for the charge.
    ///
    /// It may end up before the customer's eyes, since shops show it, so it says no more than the customer may know.
    package var message: String {
        switch code {
        case .expiredCard: "Your card has expired."
        case .incorrectCVC: "Your card's security code is incorrect."
        case .incorrectNumber: "Your card number is incorrect."
        case .insufficientFunds: "Your card has insufficient funds."
        case .processingError, .issuerNotAvailable, .tryAgainLater, .reenterTransaction:
            "An error occurred while processing your card. Try again in a little while."
        case .authenticationRequired: "Your card was declined because it needs you to confirm the payment."
        case .cardNotSupported, .transactionNotAllowed, .serviceNotAllowed, .notPermitted:
            "Your card does not support this type of purchase."
        case .currencyNotSupported: "Your card does not support this currency."
        case .cardVelocityExceeded, .withdrawalCountLimitExceeded:
            "Your card was declined for making repeated attempts too frequently or exceeding its limit."
        default: "Your card was declined."
        }
    }
}
