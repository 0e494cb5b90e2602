import Payments
import Postgres

/// How sessions were paid, for answers that show it in full.
package struct PaymentDetails: Sendable {
    private let intents: [ID<Session>: PaymentIntent]
    private let charges: [ID<Charge>: Charge]

    /// A session's intent; nil while nobody has pressed Pay.
    package func intent(of session: ID<Session>) -> PaymentIntent? { intents[session] }

    /// An intent's latest charge; nil without one, and where charges were not asked for.
    package func charge(of intent: PaymentIntent) -> Charge? { intent.latestCharge.flatMap { charges[$0] } }

    /// The statements that `init(results:)` reads the results of.
    static func statements(of sessions: [ID<Session>], withCharges: Bool) -> [SQL] {
        let ids = sessions.map(\.rawValue)
        return [PaymentIntentStore.intents(of: ids)] + (withCharges ? [ChargeStore.latestCharges(of: ids)] : [])
    }

    init(results: [[Row]]) throws {
        let intents = try results.first?.map(PaymentIntent.init) ?? []
        self.intents = Dictionary(intents.map { ($0.session, $0) }) { first, _ in first }
        let charges = try results.dropFirst().first?.map(ChargeStore.charge) ?? []
        self.charges = Dictionary(charges.map { ($0.id, $0) }) { first, _ in first }
    }
}

extension SessionStore {
    /// How these sessions were paid, in one round trip.
    package func payments(of sessions: [ID<Session>], withCharges: Bool) async throws -> PaymentDetails {
        try PaymentDetails(
            results: await database.batch(PaymentDetails.statements(of: sessions, withCharges: withCharges))
        )
    }

    /// How a session was paid, as a transaction sees it.
    static func payment(
        of session: ID<Session>,
        withCharge: Bool,
        in tx: borrowing Transaction
    ) async throws -> PaymentDetails {
        try PaymentDetails(
            results: await tx.batch(PaymentDetails.statements(of: [session], withCharges: withCharge))
        )
    }
}

extension ChargeStore {
    /// The latest charges of these sessions' intents, with their attempts; for `charge(_:)`.
    static func latestCharges(of sessions: [String]) -> SQL {
        """
        SELECT charge, charged_at, captured, refunded, refunding, \(AttemptStore.columns)
        FROM checkout.payment_attempts
        JOIN (
            SELECT c.id AS charge, c.attempt, c.created_at AS charged_at, c.captured, c.refunded, c.refunding
            FROM checkout.payment_intents i
            JOIN checkout.charges c ON c.id = i.latest_charge
            WHERE i.session = ANY (\(sessions))
        ) AS charges ON charges.attempt = id
        """
    }
}
