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
        guard let charge = try await charge(id), charge.attempt.merchant == merchant,
            charge.attempt.livemode == livemode
        else { return nil }
        return charge
    }

    /// Anybody's charge.
    package func charge(_ id: ID<Charge>) async throws -> Charge? {
        try await database.first(Self.charge(id), access: .read).map(Self.charge)
    }

    // MARK: Statements for a transaction or a batch

    /// The row of a charge with its attempt's, for `charge(_:)`.
    package static func charge(_ id: ID<Charge>) -> SQL {
        """
        SELECT charge, charged_at, captured, refunded, refunding, \(AttemptStore.columns)
        FROM checkout.payment_attempts
        JOIN (
            SELECT id AS charge, attempt, created_at AS charged_at, captured, refunded, refunding
            FROM checkout.charges
            WHERE id = \(id.rawValue)
        ) AS charges ON charges.attempt = id
        """
    }

    /// The charge in a row of `charge(_:)`.
    static func charge(_ row: Row) throws -> Charge {
        try Charge(
            id: ID(unchecked: row.get("charge")),
            attempt: PaymentAttempt(row: row),
            created: row.get("charged_at"),
            captured: row.get("captured"),
            refunded: row.get("refunded"),
            refunding: row.get("refunding")
        )
    }

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
