import Payments

/// A transaction as the acquirer answers it.
struct TransactionBody: Encodable {
    private let transaction: Transaction

    init(_ transaction: Transaction) {
        self.transaction = transaction
    }

    private enum Key: String, CodingKey {
        case id, status, amount, currency, captured, refunded, voided, created, last4, reference
        case idempotencyKey = "idempotency_key"
        case responseCode = "response_code"
        case authorizationCode = "authorization_code"
        case networkTransactionID = "network_transaction_id"
        case cvcCheck = "cvc_check"
        case proofCheck = "cavv_check"
    }

    func encode(to encoder: any Encoder) throws {
        var body = encoder.container(keyedBy: Key.self)
        try body.encode(transaction.id, forKey: .id)
        try body.encode(transaction.key, forKey: .idempotencyKey)
        try body.encode(transaction.decision.responseCode, forKey: .responseCode)
        try body.encode(transaction.status, forKey: .status)
        try body.encodeIfPresent(transaction.authorizationCode, forKey: .authorizationCode)
        try body.encode(transaction.networkTransactionID, forKey: .networkTransactionID)
        try body.encode(transaction.decision.cvcCheck, forKey: .cvcCheck)
        try body.encode(transaction.decision.proofCheck, forKey: .proofCheck)
        try body.encode(transaction.money.amount, forKey: .amount)
        try body.encode(transaction.money.currency, forKey: .currency)
        try body.encode(transaction.captured, forKey: .captured)
        try body.encode(transaction.refunded, forKey: .refunded)
        try body.encode(transaction.isVoided, forKey: .voided)
        try body.encode(transaction.last4, forKey: .last4)
        try body.encodeIfPresent(transaction.reference, forKey: .reference)
        try body.encode(transaction.created.unixSeconds, forKey: .created)
    }
}

/// One row of `GET /acquirer/ledger`: exactly these members, tests outside of this repository read them.
struct LedgerRow: Encodable {
    let id: ID<Transaction>
    let idempotencyKey: String
    let amount: Int64
    let currency: Currency
    let last4: String
    let status: Transaction.Status
    let captured: Int64
    let refunded: Int64
    let voided: Bool
    let created: Int64

    private enum CodingKeys: String, CodingKey {
        case id, amount, currency, last4, status, captured, refunded, voided, created
        case idempotencyKey = "idempotency_key"
    }

    init(_ transaction: Transaction) {
        id = transaction.id
        idempotencyKey = transaction.key
        amount = transaction.money.amount
        currency = transaction.money.currency
        last4 = transaction.last4
        status = transaction.status
        captured = transaction.captured
        refunded = transaction.refunded
        voided = transaction.isVoided
        created = transaction.created.unixSeconds
    }
}
