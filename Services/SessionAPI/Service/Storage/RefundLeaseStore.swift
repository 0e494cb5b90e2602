import Payments
import Postgres

/// Which process works on which refund, by the same signs of life as for attempts (`AttemptLeaseStore`).
package struct RefundLeaseStore: Sendable {
    private let database: Database
    /// This process, as it gives its signs of life.
    package let runner: String

    package init(_ database: Database, runner: String) {
        self.database = database
        self.runner = runner
    }

    /// Whose refunds are looked at.
    package enum Scope: Sendable {
        /// What is due, but for what has found one of these acquirers silent already.
        case except([String])
        /// What waits for this acquirer, due or not: to find out whether it answers again.
        case only(String)

        fileprivate var condition: SQL {
            switch self {
            case .except(let away):
                "due_at <= clock_timestamp() AND (silences = 0 OR acquirer <> ALL (\(away)))"
            case .only(let acquirer): "acquirer = \(acquirer)"
            }
        }
    }

    /// Takes on refunds that nobody works on, those first that are due for longest.
    ///
    /// Nobody works on a refund that is new or was left for later, whose process gives no sign of life, or that is this
    /// process's own and in none of its hands. Rows that another process is just taking are left out.
    package func claim(_ count: Int, _ scope: Scope, notHeldBy hands: [ID<Refund>]) async throws -> [Refund] {
        try await database.query(
            """
            UPDATE checkout.refunds
            SET runner = \(runner), fence = fence + 1
            WHERE id = ANY (ARRAY(
                SELECT id
                FROM checkout.refunds AS refund
                WHERE state IN ('sending', 'unknown', 'withdrawing')
                    AND \(scope.condition)
                    AND CASE
                        WHEN runner IS NULL THEN true
                        WHEN runner = \(runner) THEN id <> ALL (\(hands.map(\.rawValue)))
                        ELSE NOT EXISTS (
                            SELECT
                            FROM checkout.attempt_runners AS other
                            WHERE other.id = refund.runner AND other.alive_until > clock_timestamp()
                        )
                    END
                ORDER BY due_at
                LIMIT \(count)
                FOR UPDATE SKIP LOCKED
            ))
            RETURNING \(RefundStore.columns)
            """
        ).map(Refund.init)
    }

    /// Makes everything due that waits for this acquirer's word: it has just answered.
    package func wake(acquirer: String) async throws {
        try await database.execute(
            """
            UPDATE checkout.refunds
            SET due_at = clock_timestamp()
            WHERE state IN ('sending', 'unknown', 'withdrawing') AND acquirer = \(acquirer)
                AND due_at > clock_timestamp()
            """
        )
    }
}
