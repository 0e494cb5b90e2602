import Foundation
import Postgres

/// What waits or hangs: payments of unknown outcome, sessions past their time, events that nobody has been told of.
struct TrafficChecks: Sendable {
    let database: Database

    // MARK: Payments

    func payments() async throws -> Finding {
        let row = try await database.one(
            """
            SELECT count(*) AS count,
                coalesce(max(extract(epoch FROM clock_timestamp() - s.since)), 0)::double precision AS age,
                (array_agg(a.session ORDER BY s.since))[1] AS session,
                array_agg(DISTINCT a.acquirer) FILTER (WHERE a.acquirer IS NOT NULL) AS acquirers
            FROM checkout.payment_attempts AS a
            JOIN checkout.merchants AS m ON m.id = a.merchant
            CROSS JOIN LATERAL (
                SELECT max(t.at) - make_interval(secs => CASE WHEN a.livemode THEN 0 ELSE m.clock_offset END) AS since
                FROM checkout.attempt_steps AS t
                WHERE t.attempt = a.id
            ) AS s
            WHERE a.state IN ('sending', 'unknown', 'reversing')
            """,
            access: .read
        )
        return Self.payments(
            open: try row.get("count"),
            oldest: try row.get("age"),
            session: try row.get("session"),
            acquirers: try row.get("acquirers", as: [String]?.self) ?? []
        )
    }

    static func payments(open count: Int, oldest age: Double, session: String?, acquirers: [String]) -> Finding {
        guard count > 0 else { return .ok("payments", "None waits for an acquirer's answer.") }
        let names = acquirers.joined(separator: ", ")
        let found =
            "\(counted(count, "payment has", "payments have")) no final answer from \(names), the oldest for "
            + "\(Timespan.words(age))."
        guard age >= 30 else { return .ok("payments", found) }
        let action =
            "See whether \(names) and the vault can be reached; nothing closes these but the acquirer's word. "
            + "The oldest: paydesk why \((session ?? "").prefix(23))"
        return age >= 600 ? .fail("payments", found, action) : .warn("payments", found, action)
    }

    // MARK: Refunds

    func refunds() async throws -> Finding {
        // A database that was not migrated yet has none; `schemas` says so.
        let isThere = try await database.one("SELECT to_regclass('checkout.refunds') IS NOT NULL", access: .read)
        guard try isThere.get(0) else { return Self.refunds(open: 0, oldest: 0) }
        let row = try await database.one(
            """
            SELECT count(*) AS count, coalesce(
                max(extract(epoch FROM clock_timestamp() - r.created_at) + CASE WHEN r.livemode THEN 0 ELSE m.clock_offset END),
                0
            )::double precision AS age
            FROM checkout.refunds AS r
            JOIN checkout.merchants AS m ON m.id = r.merchant
            WHERE r.state IN ('sending', 'unknown', 'withdrawing')
            """,
            access: .read
        )
        return Self.refunds(open: try row.get("count"), oldest: try row.get("age"))
    }

    static func refunds(open count: Int, oldest age: Double) -> Finding {
        guard count > 0 else { return .ok("refunds", "None waits for an acquirer's answer.") }
        let found =
            "\(counted(count, "refund has", "refunds have")) no final answer, the oldest for \(Timespan.words(age))."
        guard age >= 60 else { return .ok("refunds", found) }
        let action = "See whether the acquirer and the vault can be reached; do not refund by other means meanwhile."
        return age >= 1800 ? .fail("refunds", found, action) : .warn("refunds", found, action)
    }

    // MARK: Expiry

    func expiry(now: Date) async throws -> Finding {
        let row = try await database.one(
            """
            SELECT count(*) AS count,
                coalesce(max(extract(epoch FROM \(now) - s.expires_at) + s.ahead), 0)::double precision AS age
            FROM (
                SELECT s.id, s.expires_at, CASE WHEN s.livemode THEN 0 ELSE m.clock_offset END AS ahead
                FROM checkout.sessions AS s
                JOIN checkout.merchants AS m ON m.id = s.merchant
                WHERE s.status = 'open'
            ) AS s
            WHERE s.expires_at < \(now) + make_interval(secs => s.ahead)
                AND NOT EXISTS (
                    SELECT FROM checkout.payment_attempts AS a
                    WHERE a.session = s.id AND a.state IN ('sending', 'unknown', 'reversing')
                )
            """,
            access: .read
        )
        return Self.expiry(overdue: try row.get("count"), oldest: try row.get("age"))
    }

    static func expiry(overdue count: Int, oldest age: Double) -> Finding {
        // A sweep comes every few seconds; what it has not reached yet is no fault.
        guard count > 0, age >= 60 else { return .ok("expiry", "No session is open past its time.") }
        let found =
            "\(counted(count, "session is", "sessions are")) open past their time, the oldest by "
            + "\(Timespan.words(age))."
        let action = "Every session-api closes them: see whether one runs, and its log."
        return age >= 600 ? .fail("expiry", found, action) : .warn("expiry", found, action)
    }

    // MARK: Events

    func backlog() async throws -> Finding {
        let row = try await database.one(
            """
            SELECT count(*) AS count,
                coalesce(max(extract(epoch FROM clock_timestamp() - since)), 0)::double precision AS age
            FROM (
                SELECT m.written_at AS since FROM messages.outbox AS o JOIN messages.messages AS m ON m.id = o.message
                UNION ALL
                SELECT r.visible_at FROM messages.ready AS r WHERE r.visible_at < clock_timestamp()
                UNION ALL
                SELECT s.due_at FROM messages.scheduled AS s WHERE s.due_at < clock_timestamp()
            ) AS waiting
            WHERE since > '-infinity'
            """,
            access: .read
        )
        return Self.backlog(waiting: try row.get("count"), oldest: try row.get("age"))
    }

    static func backlog(waiting count: Int, oldest age: Double) -> Finding {
        guard count > 0 else { return .ok("events", "None waits to be sent.") }
        let found = "\(counted(count, "delivery is", "deliveries are")) due, the oldest for \(Timespan.words(age))."
        guard age >= 30 else { return .ok("events", found) }
        let action = "See whether webhook-sender runs, and its log; start more of it if it cannot keep up."
        return age >= 300 ? .fail("events", found, action) : .warn("events", found, action)
    }

    func endpoints() async throws -> Finding {
        let rows = try await database.query(
            """
            SELECT e.url, e.status, coalesce(e.disabled_reason, '') AS reason, a.tries, a.taken
            FROM messages.endpoints AS e
            CROSS JOIN LATERAL (
                SELECT count(*) AS tries, count(*) FILTER (WHERE t.delivered) AS taken
                FROM messages.attempts AS t
                WHERE t.endpoint = e.id AND t.started_at > clock_timestamp() - interval '1 hour'
            ) AS a
            WHERE e.status = 'disabled' OR a.tries > 0 AND a.taken = 0
            ORDER BY e.number
            LIMIT 20
            """,
            access: .read
        )
        let troubled = try rows.map { row in
            let url = EndpointName.short(try row.get("url"))
            if try row.get("status", as: String.self) == "disabled" {
                let reason: String = try row.get("reason")
                return "\(url) is disabled\(reason.isEmpty ? "" : " (\(reason))")"
            }
            return "\(url) took none of \(try row.get("tries", as: Int.self)) deliveries in the last hour"
        }
        return Self.endpoints(troubled: troubled)
    }

    static func endpoints(troubled: [String]) -> Finding {
        guard !troubled.isEmpty else { return .ok("endpoints", "None refuses everything, none is disabled.") }
        return .warn(
            "endpoints",
            troubled.joined(separator: "; ") + ".",
            "These are merchants' receivers: tell the merchants. Nothing is lost meanwhile; deliveries are repeated for days."
        )
    }

    func learning() async throws -> Finding {
        let row = try await database.one(
            """
            SELECT coalesce(extract(epoch FROM clock_timestamp() - min(m.written_at)), 0)::double precision
            FROM (
                SELECT n.written_at
                FROM messages.messages AS n
                WHERE (n.tx, n.id) > (
                    SELECT coalesce(max(c.tx::text), '0')::xid8,
                        coalesce(max(c.id::text), '00000000-0000-0000-0000-000000000000')::uuid
                    FROM messages.cursors AS c
                    WHERE c.consumer = 'fraud-scorer'
                )
                ORDER BY n.tx, n.id
                LIMIT 1
            ) AS m
            """,
            access: .read
        )
        return Self.learning(behind: try row.get(0))
    }

    static func learning(behind seconds: Double) -> Finding {
        guard seconds >= 60 else { return .ok("learning", "The fraud scorer knows the latest payments.") }
        return .warn(
            "learning",
            "The fraud scorer has learned nothing for \(Timespan.words(seconds)); it judges by older payments.",
            "See whether fraud-scorer runs, its log, and whether a transaction is open for long."
        )
    }

    func partitions() async throws -> Finding {
        let row = try await database.one(
            """
            SELECT to_regclass('messages.messages_' || to_char(clock_timestamp() AT TIME ZONE 'UTC' + interval '1 day', 'YYYYMMDD'))
                    IS NOT NULL AS tomorrow,
                EXISTS (SELECT FROM messages.messages_default) OR EXISTS (SELECT FROM messages.attempts_default) AS stray
            """,
            access: .read
        )
        return Self.partitions(isTomorrowThere: try row.get("tomorrow"), hasStrays: try row.get("stray"))
    }

    static func partitions(isTomorrowThere: Bool, hasStrays: Bool) -> Finding {
        let action =
            "webhook-sender makes them ahead: see its log. Nothing is lost; a default partition takes the rows."
        if hasStrays {
            return .warn(
                "partitions",
                "Messages lie outside of the days' partitions, where they are not dropped by day.",
                action
            )
        }
        guard isTomorrowThere else {
            return .warn("partitions", "The partition for tomorrow's messages is not there yet.", action)
        }
        return .ok("partitions", "Made ahead.")
    }

    private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }
}
