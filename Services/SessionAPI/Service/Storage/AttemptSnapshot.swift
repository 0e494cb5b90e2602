import Foundation
import Payments
import Postgres

/// All that a customer's page depends on, read at one moment in one round trip.
package struct CheckoutSnapshot: Sendable, Equatable {
    package let session: Session
    package let merchant: Merchant
    /// In the order of their numbers.
    package let attempts: [PaymentAttempt]

    package init(session: Session, merchant: Merchant, attempts: [PaymentAttempt]) {
        self.session = session
        self.merchant = merchant
        self.attempts = attempts
    }

    /// The attempt that counts: the last one.
    package var current: PaymentAttempt? { attempts.last }

    package var limits: AttemptLimits { AttemptLimits(attempts) }
}

extension AttemptStore {
    /// A session with its merchant and its attempts; nil when there is none.
    package func snapshot(_ session: ID<Session>) async throws -> CheckoutSnapshot? {
        let found = try await database.batch(Self.snapshot(session))
        guard let row = found[0].first else { return nil }
        return try CheckoutSnapshot(
            session: SessionStore.session(row),
            merchant: MerchantStore.merchant(row, from: SessionStore.columnCount),
            attempts: found[1].map(PaymentAttempt.init)
        )
    }
}
