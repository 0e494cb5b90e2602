import Foundation
import Payments

/// One line of the ledger: something that happened, never changed afterwards.
enum LedgerEntry: Hashable, Sendable {
    /// An authorization was answered: approved, captured at once, or declined.
    case opened(Transaction)
    /// `amount` is the sum that moved; a void moves none.
    case changed(Transaction.Change, ID<Transaction>, amount: Int64, key: String, at: Date)
    /// The key was given up, whether it had been seen or not.
    case reversed(key: String, at: Date)
}

// MARK: - The line in the file

extension LedgerEntry: Codable {
    private enum Key: String, CodingKey {
        case entry, id, key, at, amount, currency, captured, last4, reference, merchant
        case responseCode = "response_code"
        case cvcCheck = "cvc_check"
        case authorizationCode = "authorization_code"
        case networkTransactionID = "network_transaction_id"
        case proofCheck = "cavv_check"
        case dsTransID = "ds_transaction_id"
    }

    private enum Kind: String, Codable {
        case authorize, capture, void, refund, reverse
    }

    init(from decoder: any Decoder) throws {
        let line = try decoder.container(keyedBy: Key.self)
        let key = try line.decode(String.self, forKey: .key)
        let date = Date(timeIntervalSince1970: TimeInterval(try line.decode(Int64.self, forKey: .at)))
        switch try line.decode(Kind.self, forKey: .entry) {
        case .authorize: self = .opened(try Self.transaction(in: line, key: key, created: date))
        case .capture: self = try Self.change(.capture, in: line, key: key, at: date)
        case .void: self = try Self.change(.void, in: line, key: key, at: date)
        case .refund: self = try Self.change(.refund, in: line, key: key, at: date)
        case .reverse: self = .reversed(key: key, at: date)
        }
    }

    private static func change(
        _ change: Transaction.Change,
        in line: KeyedDecodingContainer<Key>,
        key: String,
        at date: Date
    ) throws -> LedgerEntry {
        .changed(
            change,
            try line.decode(ID<Transaction>.self, forKey: .id),
            amount: try line.decode(Int64.self, forKey: .amount),
            key: key,
            at: date
        )
    }

    private static func transaction(
        in line: KeyedDecodingContainer<Key>,
        key: String,
        created: Date
    ) throws -> Transaction {
        let decision = Issuer.Decision(
            responseCode: try line.decode(ResponseCode.self, forKey: .responseCode),
            cvcCheck: try line.decode(CVCCheck.self, forKey: .cvcCheck),
            // Lines from before the issuer checked proofs have none.
            proofCheck: try line.decodeIfPresent(ProofCheck.self, forKey: .proofCheck) ?? .notProvided
        )
        let money = Money(
            try line.decode(Int64.self, forKey: .amount),
            try line.decode(Currency.self, forKey: .currency)
        )
        return Transaction(
            id: try line.decode(ID<Transaction>.self, forKey: .id),
            key: key,
            money: money,
            last4: try line.decode(String.self, forKey: .last4),
            reference: try line.decodeIfPresent(String.self, forKey: .reference),
            merchant: try line.decodeIfPresent(String.self, forKey: .merchant),
            decision: decision,
            authorizationCode: try line.decodeIfPresent(String.self, forKey: .authorizationCode),
            networkTransactionID: try line.decode(String.self, forKey: .networkTransactionID),
            created: created,
            captured: try line.decode(Bool.self, forKey: .captured),
            dsTransID: try line.decodeIfPresent(String.self, forKey: .dsTransID)
        )
    }

    func encode(to encoder: any Encoder) throws {
        var line = encoder.container(keyedBy: Key.self)
        switch self {
        case .opened(let transaction):
            try line.encode(Kind.authorize, forKey: .entry)
            try Self.encode(transaction, to: &line)
        case .changed(let change, let id, let amount, let key, let date):
            try line.encode(change, forKey: .entry)
            try line.encode(id, forKey: .id)
            try line.encode(amount, forKey: .amount)
            try line.encode(key, forKey: .key)
            try line.encode(date.unixSeconds, forKey: .at)
        case .reversed(let key, let date):
            try line.encode(Kind.reverse, forKey: .entry)
            try line.encode(key, forKey: .key)
            try line.encode(date.unixSeconds, forKey: .at)
        }
    }

    private static func encode(_ transaction: Transaction, to line: inout KeyedEncodingContainer<Key>) throws {
        try line.encode(transaction.id, forKey: .id)
        try line.encode(transaction.key, forKey: .key)
        try line.encode(transaction.money.amount, forKey: .amount)
        try line.encode(transaction.money.currency, forKey: .currency)
        try line.encode(transaction.captured > 0, forKey: .captured)
        try line.encode(transaction.last4, forKey: .last4)
        try line.encodeIfPresent(transaction.reference, forKey: .reference)
        try line.encodeIfPresent(transaction.merchant, forKey: .merchant)
        try line.encode(transaction.decision.responseCode, forKey: .responseCode)
        try line.encode(transaction.decision.cvcCheck, forKey: .cvcCheck)
        try line.encode(transaction.decision.proofCheck, forKey: .proofCheck)
        try line.encodeIfPresent(transaction.dsTransID, forKey: .dsTransID)
        try line.encodeIfPresent(transaction.authorizationCode, forKey: .authorizationCode)
        try line.encode(transaction.networkTransactionID, forKey: .networkTransactionID)
        try line.encode(transaction.created.unixSeconds, forKey: .at)
    }
}

extension Date {
    /// Whole seconds since 1970, as the ledger and its readers count.
    var unixSeconds: Int64 { Int64(timeIntervalSince1970.rounded(.down)) }
}
