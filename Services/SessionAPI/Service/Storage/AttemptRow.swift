import Foundation
import Payments
import Postgres

extension PaymentAttempt {
    /// Reads the columns of `AttemptStore.columns`.
    ///
    /// - Throws: `PostgresError.decoding` for a row that this program did not write.
    init(row: Row) throws(PostgresError) {
        let state: AttemptState = try row.get("state")
        try self.init(
            id: ID(unchecked: row.get("id")),
            session: ID(unchecked: row.get("session")),
            intent: ID(unchecked: row.get("intent")),
            merchant: ID(unchecked: row.get("merchant")),
            livemode: row.get("livemode"),
            number: row.get("number"),
            money: row.money(),
            acquirer: row.get("acquirer"),
            card: AttemptCard(row: row),
            payer: Payer(email: row.get("email"), name: row.get("name")),
            created: row.get("created_at"),
            state: state,
            lastEvent: row.get("event"),
            risk: RiskAssessment(row: row),
            decline: Decline(row: row),
            approval: Approval(row: row, captured: state == .captured),
            authentication: Authentication(row: row),
            isSoftDeclined: row.get("soft_declined"),
            fence: row.get("fence"),
            silences: row.get("silences")
        )
    }
}

extension AttemptCard {
    fileprivate init(row: Row) throws(PostgresError) {
        guard let expiry = try CardExpiry(month: row.get("exp_month"), year: row.get("exp_year")) else {
            throw .decoding(column: "exp_month", expected: "a month of a year")
        }
        try self.init(
            token: row.get("token"),
            brand: CardBrand(rawValue: row.get("brand")) ?? .unknown,
            last4: row.get("last4"),
            expiry: expiry,
            funding: row.get("funding"),
            country: row.get("country"),
            fingerprint: row.get("fingerprint"),
            isNamed: row.get("card_named")
        )
    }
}

extension RiskAssessment {
    fileprivate init?(row: Row) throws(PostgresError) {
        guard let decision: RiskDecision = try row.get("risk_decision") else { return nil }
        try self.init(
            score: row.get("risk_score"),
            decision: decision,
            reasons: row.get("risk_reasons", as: [String]?.self) ?? []
        )
    }
}

extension Decline {
    fileprivate init?(row: Row) throws(PostgresError) {
        guard let code: DeclineCode = try row.get("decline") else { return nil }
        try self.init(code, networkCode: row.get("network_code"))
    }
}

extension Approval {
    fileprivate init?(row: Row, captured: Bool) throws(PostgresError) {
        guard let transaction: String = try row.get("transaction") else { return nil }
        try self.init(
            transaction: transaction,
            captured: captured,
            authorizationCode: row.get("authorization_code"),
            networkTransaction: row.get("network_transaction"),
            cvcCheck: row.get("cvc_check", as: CVCCheck?.self) ?? .unavailable
        )
    }
}

extension Authentication {
    fileprivate init?(row: Row) throws(PostgresError) {
        guard let id: UUID = try row.get("three_ds_id") else { return nil }
        try self.init(
            id: id,
            reason: row.get("three_ds_reason"),
            directoryTransaction: row.get("three_ds_directory"),
            issuerTransaction: row.get("three_ds_issuer"),
            status: row.get("three_ds_status"),
            eci: row.get("three_ds_eci"),
            value: row.get("three_ds_value"),
            challenge: Challenge(row: row)
        )
    }
}

extension Authentication.Challenge {
    fileprivate init?(row: Row) throws(PostgresError) {
        guard let acsURL: String = try row.get("three_ds_acs_url") else { return nil }
        try self.init(
            acsURL: acsURL,
            opened: row.get("three_ds_opened_at"),
            returned: row.get("three_ds_returned_at")
        )
    }
}

extension Row {
    /// The columns `amount` and `currency`.
    func money() throws(PostgresError) -> Money {
        guard let currency = try Currency(get("currency", as: String.self)) else {
            throw .decoding(column: "currency", expected: "a currency that we take")
        }
        return try Money(get("amount"), currency)
    }
}
