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
    /// - Parameters:
    ///   - steps: of one attempt, one after the other.
    ///   - session: whose intent waits for the customer no longer; nil leaves the intent alone.
    /// - Returns: whether it was taken.
    /// - Throws: `PostgresError`.
    package func take(_ steps: [AttemptStep], releasing session: ID<Session>? = nil) async throws -> Bool {
        let release = session.map { [PaymentIntentStore.releasing($0)] } ?? []
        let rows = try await database.batch(steps.map(Self.take) + release)
        return !rows.prefix(steps.count).contains(where: \.isEmpty)
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
            token, fingerprint, brand, last4, exp_month, exp_year, funding, country, card_named, email, name,
            runner, fence, due_at
        )
        VALUES (
            \(attempt.id.rawValue), \(attempt.session.rawValue), \(attempt.intent.rawValue),
            \(attempt.merchant.rawValue), \(attempt.livemode), \(attempt.number), \(attempt.money.amount),
            \(attempt.money.currency.code), \(attempt.acquirer), \(attempt.created), \(attempt.state),
            \(attempt.card.token), \(attempt.card.fingerprint), \(attempt.card.brand.rawValue), \(attempt.card.last4),
            \(attempt.card.expiry.month), \(attempt.card.expiry.year), \(attempt.card.funding),
            \(attempt.card.country), \(attempt.card.isNamed), \(attempt.payer.email), \(attempt.payer.name),
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
                    soft_declined = \(attempt.isSoftDeclined),
                    three_ds_id = \(attempt.authentication?.id), three_ds_reason = \(attempt.authentication?.reason),
                    three_ds_directory = \(attempt.authentication?.directoryTransaction),
                    three_ds_issuer = \(attempt.authentication?.issuerTransaction),
                    three_ds_status = \(attempt.authentication?.status),
                    three_ds_eci = \(attempt.authentication?.eci), three_ds_value = \(step.proof),
                    three_ds_acs_url = \(attempt.authentication?.challenge?.acsURL),
                    three_ds_opened_at = \(attempt.authentication?.challenge?.opened),
                    runner = CASE WHEN \(step.isHeld) THEN runner END,
                    due_at = clock_timestamp() + \(step.rest)
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
        risk_reasons, decline, network_code, transaction, authorization_code, network_transaction, cvc_check,
        card_named, soft_declined, three_ds_id, three_ds_reason, three_ds_directory, three_ds_issuer, three_ds_status,
        three_ds_eci, three_ds_value, three_ds_acs_url, three_ds_opened_at, three_ds_returned_at, fence, silences
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

    /// An attempt that goes on stays with the process that has it; one whose customer is at the bank is nobody's.
    var isHeld: Bool { attempt.state.isInFlight && event != .challenged }

    /// How long the recovery loop leaves it alone, whoever lives.
    var rest: Duration { event == .challenged ? .seconds(Authentication.Challenge.lifetime) : .zero }

    /// The bank's proof, for as long as an authorization may need it.
    var proof: String? { attempt.state.isInFlight ? attempt.authentication?.value : nil }
}

extension AttemptState: PostgresEncodable, PostgresDecodable {}
extension AttemptEvent: PostgresEncodable, PostgresDecodable {}
extension RiskDecision: PostgresEncodable, PostgresDecodable {}
extension DeclineCode: PostgresEncodable, PostgresDecodable {}
extension CVCCheck: PostgresEncodable, PostgresDecodable {}
extension AuthenticationReason: PostgresEncodable, PostgresDecodable {}
extension TransStatus: PostgresEncodable, PostgresDecodable {}
