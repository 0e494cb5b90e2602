import Payments
import Postgres

/// Which process works on which attempt.
///
/// A process says every half second that it lives; an attempt whose process has fallen silent may be taken over, and its
/// fence rises with that, so that the old holder's writes match nothing any more.
package struct AttemptLeaseStore: Sendable {
    /// How long a sign of life is good for.
    ///
    /// Takeover follows within this and one pass of the recovery loop.
    package static let lifetime: Duration = .seconds(2)

    private let database: Database
    /// This process, `run_` and random characters; new at each start.
    package let runner: String

    package init(_ database: Database, runner: String) {
        self.database = database
        self.runner = runner
    }

    /// Says that this process lives, and clears away those that have not said so for a minute.
    package func renew() async throws {
        _ = try await database.batch(
            [
                """
                INSERT INTO checkout.attempt_runners (id, alive_until)
                VALUES (\(runner), clock_timestamp() + \(Self.lifetime))
                ON CONFLICT (id) DO UPDATE SET alive_until = EXCLUDED.alive_until
                """,
                "DELETE FROM checkout.attempt_runners WHERE alive_until < clock_timestamp() - interval '1 minute'",
            ],
            timeout: .seconds(1)
        )
    }

    /// Says that this process is gone: what it leaves behind may be taken over at once.
    package func resign() async throws {
        try await database.execute("DELETE FROM checkout.attempt_runners WHERE id = \(runner)", timeout: .seconds(1))
    }

    /// Whose attempts are looked at.
    package enum Scope: Sendable {
        /// All but those that wait for one of these acquirers.
        case except([String])
        /// Those that wait for this acquirer.
        case only(String)

        fileprivate var condition: SQL {
            switch self {
            case .except(let away):
                "(state NOT IN ('sending', 'unknown', 'reversing') OR acquirer <> ALL (\(away)))"
            case .only(let acquirer): "acquirer = \(acquirer)"
            }
        }
    }

    /// Takes over attempts that nobody works on, those first that are due for longest.
    ///
    /// Nobody works on an attempt that was left for later, whose process gives no sign of life, or that is this process's
    /// own and in none of its hands. Rows that another process is just taking are left out.
    package func claim(
        _ count: Int,
        _ scope: Scope,
        notHeldBy hands: [ID<PaymentAttempt>]
    ) async throws -> [PaymentAttempt] {
        try await database.query(
            """
            UPDATE checkout.payment_attempts
            SET runner = \(runner), fence = fence + 1
            WHERE id = ANY (ARRAY(
                SELECT id
                FROM checkout.payment_attempts AS attempt
                WHERE state IN (
                        'created', 'scored', 'needs_authentication', 'authenticated', 'sending', 'unknown', 'reversing'
                    )
                    AND due_at <= clock_timestamp()
                    AND \(scope.condition)
                    AND CASE
                        WHEN runner IS NULL THEN true
                        WHEN runner = \(runner) THEN id <> ALL (\(hands.map(\.rawValue)))
                        ELSE NOT EXISTS (
                            SELECT
                            FROM checkout.attempt_runners AS other
                            WHERE other.id = attempt.runner AND other.alive_until > clock_timestamp()
                        )
                    END
                ORDER BY due_at
                LIMIT \(count)
                FOR UPDATE SKIP LOCKED
            ))
            RETURNING \(AttemptStore.columns)
            """
        ).map(PaymentAttempt.init)
    }

    /// Makes everything due that waits for this acquirer's word: it has just answered.
    package func wake(acquirer: String) async throws {
        try await database.execute(
            """
            UPDATE checkout.payment_attempts
            SET due_at = clock_timestamp()
            WHERE state IN ('unknown', 'reversing') AND acquirer = \(acquirer) AND due_at > clock_timestamp()
            """
        )
    }
}
