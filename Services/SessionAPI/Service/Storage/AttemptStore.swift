import Foundation
import Payments
import Postgres

/// Attempts in `checkout.payment_attempts`, and the steps that led there.
package struct AttemptStore: Sendable {
    let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    /// All attempts of a session, in the order of their numbers; 25 at most.
    package func attempts(of session: ID<Session>) async throws -> [PaymentAttempt] {
        try await database.query(Self.attempts(of: session), access: .read).map(PaymentAttempt.init)
    }

    package func attempt(_ id: ID<PaymentAttempt>) async throws -> PaymentAttempt? {
        try await database.first(
            "SELECT \(Self.columns) FROM checkout.payment_attempts WHERE id = \(id.rawValue)",
            access: .read
        ).map(PaymentAttempt.init)
    }

    /// Takes a step, unless the attempt has moved on or was taken over since it was read: then nothing is written.
    ///
    /// - Returns: whether it was taken.
    package func take(_ steps: [AttemptStep]) async throws -> Bool {
        let rows = try await database.batch(steps.map(Self.take))
        return !rows.contains(where: \.isEmpty)
    }

    /// Counts one more question that got no readable answer, and leaves the attempt to the recovery loop for later.
    package func postpone(_ attempt: PaymentAttempt, by delay: Duration) async throws {
        try await database.execute(
            """
            UPDATE checkout.payment_attempts
            SET silences = silences + 1, runner = NULL, due_at = clock_timestamp() + \(delay)
            WHERE id = \(attempt.id.rawValue) AND fence = \(attempt.fence)
            """
        )
    }

    // MARK: Statements for a transaction or a batch

    /// A new attempt, held by `runner`.
    ///
    /// It is not due for a second: by then the runner's heartbeat has certainly been seen.
    package static func insert(_ attempt: PaymentAttempt, runner: String) -> SQL {
        """
        INSERT INTO checkout.payment_attempts (
            id, session, intent, merchant, livemode, number, amount, currency, acquirer, created_at, state,
            token, fingerprint, brand, last4, exp_month, exp_year, funding, country, email, name,
            runner, fence, due_at
        )
        VALUES (
            \(attempt.id.rawValue), \(attempt.session.rawValue), \(attempt.intent.rawValue),
            \(attempt.merchant.rawValue), \(attempt.livemode), \(attempt.number), \(attempt.money.amount),
            \(attempt.money.currency.code), \(attempt.acquirer), \(attempt.created), \(attempt.state),
            \(attempt.card.token), \(attempt.card.fingerprint), \(attempt.card.brand.rawValue), \(attempt.card.last4),
            \(attempt.card.expiry.month), \(attempt.card.expiry.year), \(attempt.card.funding),
            \(attempt.card.country), \(attempt.payer.email), \(attempt.payer.name),
            \(runner), \(attempt.fence), clock_timestamp() + interval '1 second'
        )
        """
    }

    /// One step: the attempt's row and the step's, or neither, and no row, when the attempt is not where it begins.
    package static func take(_ step: AttemptStep) -> SQL {
        let attempt = step.attempt
        return """
            WITH moved AS (
                UPDATE checkout.payment_attempts
                SET state = \(attempt.state), event = \(attempt.lastEvent), steps = steps + 1,
                    risk_decision = \(attempt.risk?.decision), risk_score = \(attempt.risk?.score),
                    risk_reasons = \(attempt.risk?.reasons),
                    decline = \(attempt.decline?.code), network_code = \(attempt.decline?.networkCode),
                    transaction = \(attempt.approval?.transaction),
                    authorization_code = \(attempt.approval?.authorizationCode),
                    network_transaction = \(attempt.approval?.networkTransaction),
                    cvc_check = \(attempt.approval?.cvcCheck),
                    runner = CASE WHEN \(step.isHeld) THEN runner END,
                    due_at = clock_timestamp()
                WHERE id = \(attempt.id.rawValue) AND fence = \(attempt.fence) AND state = \(step.before)
                RETURNING id, steps
            )
            INSERT INTO checkout.attempt_steps (attempt, position, before, event, after, note, at)
            SELECT id, steps, \(step.before), \(step.event), \(attempt.state), \(step.note), \(step.at)
            FROM moved
            RETURNING position
            """
    }

    /// Rows for `PaymentAttempt.init(row:)`, in the order of their numbers.
    package static func attempts(of session: ID<Session>) -> SQL {
        """
        SELECT \(columns)
        FROM checkout.payment_attempts
        WHERE session = \(session.rawValue)
        ORDER BY number
        """
    }

    /// What `PaymentAttempt.init(row:)` reads.
    static let columns: SQL = """
        id, session, intent, merchant, livemode, number, amount, currency, acquirer, created_at, state, event, token,
        fingerprint, brand, last4, exp_month, exp_year, funding, country, email, name, risk_decision, risk_score,
        risk_reasons, decline, network_code, transaction, authorization_code, network_transaction, cvc_check, fence,
        silences
        """
}

/// A step that is about to be stored.
package struct AttemptStep: Sendable {
    /// The attempt as it will be.
    package let attempt: PaymentAttempt
    package let before: AttemptState
    package let event: AttemptEvent
    /// Why, for a person; 200 characters at most are kept.
    package let note: String?
    package let at: Date

    package init(_ attempt: PaymentAttempt, from before: AttemptState, by event: AttemptEvent, note: String?, at: Date)
    {
        self.attempt = attempt
        self.before = before
        self.event = event
        self.note = note.map { String($0.prefix(200)) }
        self.at = at
    }

    /// An attempt that goes on stays with the process that has it.
    var isHeld: Bool { attempt.state.isInFlight }
}

extension AttemptState: PostgresEncodable, PostgresDecodable {}
extension AttemptEvent: PostgresEncodable, PostgresDecodable {}
extension RiskDecision: PostgresEncodable, PostgresDecodable {}
extension DeclineCode: PostgresEncodable, PostgresDecodable {}
extension CVCCheck: PostgresEncodable, PostgresDecodable {}
