/// Why the test acquirer does not do what it is asked to.
///
/// A declined card is no refusal: that is an answer.
enum Refusal: String, Error, Sendable {
    /// The merchant gave this key up; it stays refused for ever.
    case keyReversed = "key_reversed"
    /// The key was used for something else: another amount, card or operation.
    case keyReused = "key_reused"
    case unknownTransaction = "unknown_transaction"
    case declined = "transaction_declined"
    case voided = "transaction_voided"
    case alreadyCaptured = "already_captured"
    case notCaptured = "not_captured"
    case alreadyRefunded = "already_refunded"
    case amountTooLarge = "amount_too_large"
    /// Captures, voids and refunds are not taken back by key.
    case notReversible = "not_reversible"

    /// For the engineer who reads the answer.
    var message: String {
        switch self {
        case .keyReversed: "This idempotency key was reversed; it will not be executed."
        case .keyReused: "This idempotency key was used for another request."
        case .unknownTransaction: "No such transaction."
        case .declined: "The transaction was declined."
        case .voided: "The transaction was voided or reversed."
        case .alreadyCaptured: "The transaction was captured already."
        case .notCaptured: "The transaction is not captured, so there is nothing to refund."
        case .alreadyRefunded: "The transaction was refunded already."
        case .amountTooLarge: "The amount is more than what is left of the transaction."
        case .notReversible: "The key belongs to a capture, void or refund that was executed."
        }
    }
}
