/// What the test acquirer's answers mean: field 39 of ISO 8583, in the dialect's words.
enum SandboxCodes {
    /// Approved; 10 is an approval of a part, which nobody asked for.
    static let approved: Set<String> = ["00", "08", "85"]

    /// Not a no: the issuer has seen this transaction before, and only an inquiry tells how it ended.
    static let unclear: Set<String> = ["94"]

    /// What is answered to the reversal of a capture, void or refund that was executed.
    static let executed = "not_reversible"

    /// HTTP statuses that say "later" and not "no".
    static let laterStatuses: Set<Int> = [408, 425, 429]

    /// Everything else is a no.
    ///
    /// A code that is not in the table says no more than that.
    static func decline(_ code: String) -> Decline {
        Decline(declines[code] ?? .genericDecline, networkCode: code)
    }

    private static let declines: [String: DeclineCode] = [
        "01": .callIssuer,
        "02": .callIssuer,
        "03": .serviceNotAllowed,
        "04": .pickupCard,
        "05": .genericDecline,
        "06": .processingError,
        "07": .pickupCard,
        "12": .transactionNotAllowed,
        "13": .invalidAmount,
        "14": .incorrectNumber,
        "15": .incorrectNumber,
        "19": .reenterTransaction,
        "1A": .authenticationRequired,
        "30": .processingError,
        "34": .fraudulent,
        "41": .lostCard,
        "43": .stolenCard,
        "46": .invalidAccount,
        "51": .insufficientFunds,
        "54": .expiredCard,
        "55": .incorrectPIN,
        "57": .transactionNotAllowed,
        "58": .serviceNotAllowed,
        "59": .fraudulent,
        "61": .cardVelocityExceeded,
        "62": .restrictedCard,
        "63": .securityViolation,
        "65": .cardVelocityExceeded,
        "68": .processingError,
        "75": .pinTryExceeded,
        "78": .invalidAccount,
        "82": .incorrectCVC,
        "91": .issuerNotAvailable,
        "92": .issuerNotAvailable,
        "93": .transactionNotAllowed,
        "96": .processingError,
        "N7": .incorrectCVC,
        "R0": .stopPaymentOrder,
        "R1": .revocationOfAuthorization,
        "R3": .revocationOfAllAuthorizations,
    ]

    /// The test acquirer's words for what the issuer said of the security code.
    static func cvcCheck(_ word: String?) -> CVCCheck {
        switch word {
        case "match": .pass
        case "mismatch": .fail
        case "not_provided": .unchecked
        default: .unavailable
        }
    }
}
