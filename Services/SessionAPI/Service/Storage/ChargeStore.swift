import Foundation
import Payments
import Postgres

/// Charges in `checkout.charges`; card, payer, verdict and risk are their attempts'.
package struct ChargeStore: Sendable {
    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// A charge of a merchant in one mode.
    package func charge(_ id: ID<Charge>, of merchant: ID<Merchant>, livemode: Bool) async throws -> Charge? {
        let row = try await database.first(
            """
            SELECT charge, charged_at, captured, refunded, \(AttemptStore.columns)
            FROM checkout.payment_attempts
            JOIN (
                SELECT id AS charge, attempt, created_at AS charged_at, captured, refunded
                FROM checkout.charges
                WHERE id = \(id.rawValue)
            ) AS charges ON charges.attempt = id
            WHERE merchant = \(merchant.rawValue) AND livemode = \(livemode)
            """,
            access: .read
        )
        guard let row else { return nil }
        return try Charge(
            id: ID(unchecked: row.get("charge")),
            attempt: PaymentAttempt(row: row),
            created: row.get("charged_at"),
            captured: row.get("captured"),
            refunded: row.get("refunded")
        )
    }

    // MARK: Statements for a transaction or a batch

    package static func insert(_ charge: Charge) -> SQL {
        """
        INSERT INTO checkout.charges (id, attempt, created_at, amount, captured, refunded)
        VALUES (
            \(charge.id.rawValue), \(charge.attempt.id.rawValue), \(charge.created), \(charge.attempt.money.amount),
            \(charge.captured), \(charge.refunded)
        )
        """
    }
}
