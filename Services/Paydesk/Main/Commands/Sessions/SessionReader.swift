import Foundation
import Messages
import Payments
import Postgres

/// Reads what is known of a session from the tables of all services, as the database's owner.
struct SessionReader: Sendable {
    let database: Database

    /// The full id of the one session that begins so.
    ///
    /// - Throws: `Problem` when there is none, or more than one.
    func find(_ text: String) async throws -> String {
        let form = try Regex("^cs_(test|live)_[0-9A-Za-z]{4,}$")
        guard text.wholeMatch(of: form) != nil else {
            throw Problem("\(text) is no session's id: expected cs_test_… or cs_live_…; see `paydesk sessions list`.")
        }
        // Ids are compared as bytes, and `~` comes after every letter.
        let rows = try await database.query(
            "SELECT id FROM checkout.sessions WHERE id >= \(text) AND id < \(text + "~") ORDER BY id LIMIT 2",
            access: .read
        )
        guard let first = rows.first else {
            throw Problem("There is no session \(text) in this database. See `paydesk sessions list`.")
        }
        guard rows.count == 1 else { throw Problem("More than one session begins with \(text): give more of the id.") }
        return try first.get(0)
    }

    /// All rows about one session.
    func records(of id: String) async throws -> SessionRecords {
        let results = try await database.batch([
            SessionQueries.session(id), SessionQueries.attempts(id), SessionQueries.steps(id),
            SessionQueries.verdicts(id), SessionQueries.relays(id), SessionQueries.charges(id),
            SessionQueries.events(id), SessionQueries.deliveries(id), SessionQueries.waiting(id),
        ])
        guard let row = results[0].first else { throw Problem("There is no session \(id) in this database.") }
        let refunds = try await refunds(of: id)
        return SessionRecords(
            session: try SessionRecord(row),
            attempts: try results[1].map(AttemptRecord.init),
            steps: try results[2].map(StepRecord.init),
            verdicts: try results[3].map(VerdictRecord.init),
            relays: try results[4].map(RelayRecord.init),
            charges: try results[5].map(ChargeRecord.init),
            refunds: try refunds.refunds.map(RefundRecord.init),
            refundSteps: try refunds.steps.map(StepRecord.init),
            events: try results[6].map(EventRecord.init),
            deliveries: try results[7].map(DeliveryRecord.init),
            waiting: try results[8].map(WaitingRecord.init)
        )
    }
}

extension SessionReader {
    /// Refunds, from a database that knows them: one that was not migrated yet is looked at, too.
    private func refunds(of id: String) async throws -> (refunds: [Row], steps: [Row]) {
        let row = try await database.one("SELECT to_regclass('checkout.refunds') IS NOT NULL", access: .read)
        guard try row.get(0) else { return ([], []) }
        let results = try await database.batch([SessionQueries.refunds(id), SessionQueries.refundSteps(id)])
        return (results[0], results[1])
    }
}

/// The statements: each names the columns that it shows, and none that tells of a person.
private enum SessionQueries {
    static func session(_ id: String) -> SQL {
        """
        SELECT s.id, s.merchant, coalesce(m.name, '') AS merchant_name, s.livemode, s.status, s.payment_status,
            s.amount_total, s.currency, s.created_at, s.expires_at, s.closed_at,
            i.id AS intent, i.status AS intent_status, i.cancellation_reason,
            CASE WHEN s.livemode THEN 0 ELSE coalesce(m.clock_offset, 0) END AS clock_ahead
        FROM checkout.sessions AS s
        LEFT JOIN checkout.merchants AS m ON m.id = s.merchant
        LEFT JOIN checkout.payment_intents AS i ON i.session = s.id
        WHERE s.id = \(id)
        """
    }

    static func attempts(_ id: String) -> SQL {
        """
        SELECT id, number, state, event, created_at, acquirer, brand, last4, fingerprint, risk_decision, risk_score,
            coalesce(risk_reasons, '{}') AS risk_reasons, decline, network_code, transaction, silences,
            three_ds_reason, three_ds_late, three_ds_late_at
        FROM checkout.payment_attempts
        WHERE session = \(id)
        ORDER BY number
        """
    }

    static func steps(_ id: String) -> SQL {
        """
        SELECT t.attempt, t.position, t.before, t.event, t.after, t.note, t.at
        FROM checkout.attempt_steps AS t
        JOIN checkout.payment_attempts AS a ON a.id = t.attempt
        WHERE a.session = \(id)
        ORDER BY a.number, t.position
        """
    }

    static func verdicts(_ id: String) -> SQL {
        """
        SELECT v.attempt, v.scored_at, v.score, v.decision, v.computed_decision, v.reasons
        FROM fraud.verdicts AS v
        JOIN checkout.payment_attempts AS a ON a.id = v.attempt
        WHERE a.session = \(id)
        """
    }

    /// By session; and by key, for questions about attempts of unknown outcome name nothing else.
    ///
    /// Ids of relays begin with
    /// their time, so that the primary key narrows the search.
    static func relays(_ id: String) -> SQL {
        """
        SELECT attempt, request_id, acquirer, operation, token IS NOT NULL AS has_card, takes_code, started_at,
            outcome, status, duration_ms
        FROM (
            SELECT * FROM vault.relays WHERE session = \(id)
            UNION
            SELECT r.*
            FROM (
                SELECT s.id || '-' || a.number AS key,
                    s.created_at - make_interval(secs => m.clock_offset) - interval '1 minute' AS since
                FROM checkout.sessions AS s
                JOIN checkout.merchants AS m ON m.id = s.merchant
                JOIN checkout.payment_attempts AS a ON a.session = s.id
                WHERE s.id = \(id) AND EXISTS (
                    SELECT FROM checkout.attempt_steps AS t WHERE t.attempt = a.id AND t.after IN ('unknown', 'reversing')
                )
            ) AS k
            JOIN vault.relays AS r ON r.idempotency_key = k.key AND r.id >= messages.uuid_floor(k.since)
        ) AS r
        ORDER BY started_at, id
        """
    }

    static func charges(_ id: String) -> SQL {
        """
        SELECT c.id, c.attempt, c.created_at, c.amount, c.captured, c.refunded
        FROM checkout.charges AS c
        JOIN checkout.payment_attempts AS a ON a.id = c.attempt
        WHERE a.session = \(id)
        ORDER BY c.created_at
        """
    }

    static func refunds(_ id: String) -> SQL {
        """
        SELECT id, charge, amount, reason, state, created_at
        FROM checkout.refunds
        WHERE charge IN (
            SELECT c.id FROM checkout.charges AS c JOIN checkout.payment_attempts AS a ON a.id = c.attempt
            WHERE a.session = \(id)
        )
        ORDER BY created_at, id
        """
    }

    static func refundSteps(_ id: String) -> SQL {
        """
        SELECT t.refund AS attempt, t.position, t.before, t.event, t.after, t.note, t.at
        FROM checkout.refund_steps AS t
        JOIN checkout.refunds AS r ON r.id = t.refund
        WHERE r.charge IN (
            SELECT c.id FROM checkout.charges AS c JOIN checkout.payment_attempts AS a ON a.id = c.attempt
            WHERE a.session = \(id)
        )
        ORDER BY t.refund, t.position
        """
    }

    static func events(_ id: String) -> SQL {
        """
        SELECT id, type, sequence, tx, created_at, written_at, request_id
        FROM messages.messages
        WHERE session = \(id)
        ORDER BY sequence, id
        """
    }

    static func deliveries(_ id: String) -> SQL {
        """
        SELECT t.message, t.endpoint, coalesce(e.url, '(deleted endpoint)') AS url, t.attempt, t.started_at,
            t.delivered, t.http_status, t.error, t.duration_ms, t.next_at
        FROM messages.attempts AS t
        LEFT JOIN messages.endpoints AS e ON e.id = t.endpoint
        WHERE t.message IN (SELECT id FROM messages.messages WHERE session = \(id))
        ORDER BY t.started_at, t.endpoint
        """
    }

    static func waiting(_ id: String) -> SQL {
        """
        SELECT w.message, coalesce(e.url, '(deleted endpoint)') AS url, w.attempt, w.due_at
        FROM (
            SELECT message, endpoint, attempt, NULL::timestamptz AS due_at FROM messages.ready
            UNION ALL
            SELECT message, endpoint, attempt, due_at FROM messages.scheduled
            UNION ALL
            SELECT message, '', 0::smallint, NULL FROM messages.outbox
        ) AS w
        LEFT JOIN messages.endpoints AS e ON e.id = w.endpoint
        WHERE w.message IN (SELECT id FROM messages.messages WHERE session = \(id)) AND (w.endpoint = '' OR e.id IS NOT NULL)
        """
    }
}
