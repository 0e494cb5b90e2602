import Foundation
import Payments
import Postgres

extension SessionStore {
    /// The insert, alone or under a key.
    ///
    /// With a key nothing is inserted when a session has it (the unique index) or another request has (the second table).
    static func insertion(of session: Session, stamp: Stamp?) -> SQL {
        guard let stamp else { return "\(target) VALUES (\(values(session)), NULL, NULL)" }
        return """
            \(target)
            SELECT \(values(session)), \(stamp.key), \(stamp.digest)
            WHERE NOT EXISTS (
                SELECT FROM checkout.idempotency_keys
                WHERE merchant = \(session.merchant.rawValue) AND livemode = \(session.livemode) AND key = \(stamp.key)
            )
            ON CONFLICT (merchant, livemode, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
            """
    }

    private static let target: SQL = """
        INSERT INTO checkout.sessions (
            id, merchant, livemode, created_at, expires_at, amount_total, currency, line_items, metadata, success_url,
            cancel_url, client_reference_id, customer_email, locale, submit_type, billing_address, allow_promotion_codes,
            three_d_secure, payment_description, payment_metadata, api_version, idempotency_key, parameter_hash
        )
        """

    private static func values(_ session: Session) -> SQL {
        let terms = session.terms
        return """
            \(session.id.rawValue), \(session.merchant.rawValue), \(session.livemode), \(session.created), \
            \(session.expires), \(session.amount.amount), \(session.amount.currency.code), \
            \(JSONColumn(session.lineItems)), \(JSONColumn(session.metadata)), \(terms.successURL), \(terms.cancelURL), \
            \(terms.clientReference), \(terms.customerEmail), \(terms.locale), \(terms.submitType), \
            \(terms.billingAddress), \(terms.allowPromotionCodes), \(terms.threeDSecure.rawValue), \
            \(terms.paymentDescription), \(JSONColumn(terms.paymentMetadata)), \(terms.version.text)
            """
    }

    /// Every column of a session, in the order in which `session(_:)` reads them.
    package static let columns: SQL = """
        id, merchant, livemode, created_at, expires_at, amount_total, currency, line_items, metadata, success_url, \
        cancel_url, client_reference_id, customer_email, locale, submit_type, billing_address, allow_promotion_codes, \
        three_d_secure, payment_description, payment_metadata, api_version, status, payment_status, payment_intent, \
        details_email, details_name, closed_at, sequence, updated_metadata
        """

    /// The session in a row whose first columns are `columns`.
    ///
    /// - Throws: `PostgresError.decoding` for a row that this version cannot have written.
    package static func session(_ row: Row) throws -> Session {
        guard let currency = try Currency(row.get(6, as: String.self)) else {
            throw PostgresError.decoding(column: "currency", expected: "a currency")
        }
        return try Session(
            id: ID(unchecked: row.get(0)),
            merchant: ID(unchecked: row.get(1)),
            livemode: row.get(2),
            created: row.get(3),
            expires: row.get(4),
            amount: Money(row.get(5), currency),
            lineItems: row.get(7),
            terms: terms(row),
            metadata: metadata(row, 8),
            progress: progress(row)
        )
    }

    private static func terms(_ row: Row) throws -> Session.Terms {
        try Session.Terms(
            successURL: row.get(9),
            cancelURL: row.get(10),
            clientReference: row.get(11),
            customerEmail: row.get(12),
            locale: row.get(13),
            submitType: row.get(14),
            billingAddress: row.get(15),
            allowPromotionCodes: row.get(16),
            threeDSecure: Session.ThreeDSecureRequest(rawValue: row.get(17)) ?? .automatic,
            paymentDescription: row.get(18),
            paymentMetadata: metadata(row, 19),
            version: APIVersion(known: row.get(20))
        )
    }

    private static func progress(_ row: Row) throws -> Session.Progress {
        guard let status = try Session.Status(rawValue: row.get(21)),
            let paymentStatus = try Session.PaymentStatus(rawValue: row.get(22))
        else { throw PostgresError.decoding(column: "status", expected: "a status") }
        return try Session.Progress(
            status: status,
            paymentStatus: paymentStatus,
            paymentIntent: row.get(23),
            email: row.get(24),
            name: row.get(25),
            closed: row.get(26),
            metadata: row.get(28, as: String?.self).map(Metadata.init(json:)),
            sequence: row.get(27)
        )
    }

    private static func metadata(_ row: Row, _ column: Int) throws -> Metadata {
        try row.get(column, as: String?.self).map(Metadata.init(json:)) ?? .none
    }
}

/// JSON text on its way to a `json` column.
package struct JSONColumn: PostgresEncodable {
    private let text: String?

    package init(_ text: String?) {
        self.text = text
    }

    /// Nothing is stored for nothing.
    package init(_ metadata: Metadata) {
        text = metadata.isEmpty ? nil : metadata.json
    }

    package static var postgresType: PostgresType { .json }
    package var bind: Bind { Bind(type: .json, bytes: text.map { Array($0.utf8) }) }
}
