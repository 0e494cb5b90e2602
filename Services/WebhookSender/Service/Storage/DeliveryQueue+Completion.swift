import Messages
import Payments
import Postgres

/// What came of one leased delivery, ready to be written down.
struct Completion: Sendable {
    let delivery: Delivery
    let result: AttemptResult
    /// Nil when nothing follows: delivered, or given up.
    let retry: Duration?
}

extension DeliveryQueue {
    /// Writes results down: each attempt becomes history, its delivery ends or waits for the next attempt.
    ///
    /// Fenced: of a delivery whose lease was taken over meanwhile nothing is written, for it is another sender's now.
    ///
    /// - Returns: how many deliveries were still held.
    func complete(_ completions: [Completion]) async throws(PostgresError) -> Int {
        guard !completions.isEmpty else { return 0 }
        var statements = [completing(completions)]
        let gone = Set(completions.filter(\.result.isGone).map(\.delivery.endpoint.rawValue))
        if !gone.isEmpty { statements.append(disabling(gone.sorted())) }
        let results = try await database.batch(statements)
        return try results.first?.first?.get(0) ?? 0
    }

    private func completing(_ completions: [Completion]) -> SQL {
        """
        WITH result AS (
            SELECT * FROM unnest(
                \(completions.map(\.delivery.endpoint.rawValue)), \(completions.map(\.delivery.messageID)),
                \(completions.map(\.delivery.lease)), \(completions.map(\.result.isDelivered)),
                \(completions.map(\.result.status)), \(completions.map { $0.result.failure?.rawValue }),
                \(completions.map { Int($0.result.duration / .milliseconds(1)) }), \(completions.map(\.result.response)),
                \(completions.map { $0.retry.map { $0 / .seconds(1) } })
            ) AS t (endpoint, message, lease, delivered, http_status, error, duration_ms, response, retry_seconds)
        ),
        held AS MATERIALIZED (
            SELECT c.ctid FROM result CROSS JOIN LATERAL (
                SELECT r.ctid FROM messages.ready AS r
                WHERE r.endpoint = result.endpoint AND r.message = result.message AND r.lease = result.lease
                LIMIT 1
                FOR UPDATE
            ) AS c
        ),
        ended AS (
            DELETE FROM messages.ready WHERE ctid = ANY (ARRAY(SELECT ctid FROM held))
            RETURNING endpoint, message, attempt, api_version, pending_webhooks
        ),
        written AS (
            SELECT ended.*, delivered, http_status, error, duration_ms, response,
                clock_timestamp() + make_interval(secs => retry_seconds) AS next_at
            FROM ended JOIN result USING (endpoint, message)
        ),
        history AS (
            INSERT INTO messages.attempts
                (started_at, endpoint, message, attempt, delivered, http_status, error, duration_ms, response, next_at)
            SELECT clock_timestamp() - make_interval(secs => duration_ms / 1000.0), endpoint, message, attempt, delivered,
                http_status, error, duration_ms, response, next_at
            FROM written
        ),
        later AS (
            INSERT INTO messages.scheduled (endpoint, message, attempt, api_version, pending_webhooks, due_at)
            SELECT endpoint, message, attempt, api_version, pending_webhooks, next_at FROM written
            WHERE next_at IS NOT NULL
            ON CONFLICT (endpoint, message) DO NOTHING
        )
        SELECT count(*) FROM ended
        """
    }

    private func disabling(_ endpoints: [String]) -> SQL {
        """
        UPDATE messages.endpoints
        SET status = 'disabled', disabled_at = clock_timestamp(), disabled_reason = 'gone'
        WHERE id = ANY (\(endpoints)) AND status = 'enabled'
        """
    }
}
