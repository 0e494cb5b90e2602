import Foundation
import Payments
import Postgres

/// What the outside says of authentications, beside the steps of their attempts.
package struct AuthenticationStore: Sendable {
    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// The attempt whose authentication has our id `id`.
    package func attempt(of id: UUID) async throws -> PaymentAttempt? {
        try await database.first(
            "SELECT \(AttemptStore.columns) FROM checkout.payment_attempts WHERE three_ds_id = \(id)",
            access: .read
        ).map(PaymentAttempt.init)
    }

    /// The customer is back from the bank's page, at the machine's time `now`.
    ///
    /// Noted while a challenge is open; otherwise it changes nothing.
    package func noteReturn(of attempt: ID<PaymentAttempt>, _ id: UUID, at now: Date) async throws {
        try await database.execute(
            """
            UPDATE checkout.payment_attempts
            SET three_ds_returned_at = \(now)
            WHERE id = \(attempt.rawValue) AND three_ds_id = \(id) AND state = 'needs_authentication'
                AND three_ds_opened_at IS NOT NULL
            """
        )
    }

    /// A word that does not count any more; the first one is kept.
    package func noteLate(_ status: TransStatus, for attempt: ID<PaymentAttempt>, at now: Date) async throws {
        try await database.execute(
            """
            UPDATE checkout.payment_attempts
            SET three_ds_late = \(status), three_ds_late_at = \(now)
            WHERE id = \(attempt.rawValue) AND three_ds_late IS NULL
            """
        )
    }
}
