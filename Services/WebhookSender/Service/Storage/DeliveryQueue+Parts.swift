import Messages
import Postgres

/// The parts that the statements of the queue are put together from; each is one or more WITH queries.
extension DeliveryQueue {
    /// `gone`: messages taken out of the outbox, oldest first.
    static func taking(limit: Int, sweep: Bool) -> SQL {
        """
        pick AS MATERIALIZED (
            SELECT ctid FROM messages.outbox
            WHERE message > CASE WHEN \(sweep) THEN '00000000-0000-0000-0000-000000000000'::uuid
                ELSE messages.uuid_floor(statement_timestamp() - interval '2 seconds') END
            ORDER BY message
            LIMIT \(limit)
            FOR UPDATE SKIP LOCKED
        ),
        gone AS (
            DELETE FROM messages.outbox WHERE ctid = ANY (ARRAY(SELECT ctid FROM pick)) RETURNING message
        )
        """
    }

    /// `plan`: a row for each delivery of the messages in `gone`, and whether it may start at once.
    static func matching(_ slots: EndpointSlots) -> SQL {
        """
        matched AS MATERIALIZED (
            SELECT m.*, e.id AS endpoint, coalesce(e.api_version, \(EventEnvelope.currentAPIVersion)) AS api_version,
                count(*) OVER (PARTITION BY m.id) AS pending_webhooks,
                row_number() OVER (PARTITION BY e.id ORDER BY m.id) AS place
            FROM gone
            JOIN messages.messages AS m ON m.id = gone.message
            JOIN messages.endpoints AS e ON e.merchant = m.merchant AND e.livemode = m.livemode
                AND e.status = 'enabled' AND (e.event_types IS NULL OR m.type = ANY (e.event_types))
        ),
        plan AS MATERIALIZED (
            SELECT *, fits AND row_number() OVER (ORDER BY NOT fits, place, id) <= \(slots.free) AS takes
            FROM (
                SELECT matched.*, place <= coalesce(busy.free, \(slots.perEndpoint)) AS fits
                FROM matched LEFT JOIN \(busy(slots)) USING (endpoint)
            ) AS fitted
        )
        """
    }

    /// `later`, `earlier`: the endpoints that have something in `ready`, from one of them around to it again.
    static func goingAround(from start: String) -> SQL {
        """
        later (endpoint) AS (
            (SELECT endpoint FROM messages.ready WHERE endpoint > \(start) ORDER BY endpoint LIMIT 1)
            UNION ALL
            SELECT n.endpoint FROM later CROSS JOIN LATERAL (
                SELECT endpoint FROM messages.ready WHERE endpoint > later.endpoint ORDER BY endpoint LIMIT 1
            ) AS n
        ),
        earlier (endpoint) AS (
            (SELECT endpoint FROM messages.ready WHERE endpoint <= \(start) ORDER BY endpoint LIMIT 1)
            UNION ALL
            SELECT n.endpoint FROM earlier CROSS JOIN LATERAL (
                SELECT endpoint FROM messages.ready WHERE endpoint > earlier.endpoint AND endpoint <= \(start)
                ORDER BY endpoint LIMIT 1
            ) AS n
        )
        """
    }

    /// `pick`: of each endpoint the oldest free deliveries, no more than may run.
    static func picking(_ slots: EndpointSlots) -> SQL {
        """
        pick AS MATERIALIZED (
            SELECT c.ctid
            FROM (SELECT endpoint FROM later UNION ALL SELECT endpoint FROM earlier) AS waiting
            LEFT JOIN \(busy(slots)) USING (endpoint)
            CROSS JOIN LATERAL (
                SELECT r.ctid FROM messages.ready AS r
                WHERE r.endpoint = waiting.endpoint AND r.visible_at <= clock_timestamp()
                ORDER BY r.message
                LIMIT coalesce(busy.free, \(slots.perEndpoint))
                FOR UPDATE SKIP LOCKED
            ) AS c
            LIMIT \(slots.free)
        )
        """
    }

    /// Where a delivery goes, from the endpoint `e`.
    ///
    /// Read with the delivery: a secret that was just exchanged and an endpoint that was just deleted count at once.
    static let target: SQL = """
        e.url, e.livemode AS endpoint_livemode, e.status = 'enabled' AS is_enabled,
        ARRAY(
            SELECT s.version FROM messages.endpoint_secrets AS s
            WHERE s.endpoint = e.id AND (s.expires_at IS NULL OR s.expires_at > statement_timestamp())
            ORDER BY s.version DESC
        ) AS secret_versions,
        ARRAY(
            SELECT s.sealed FROM messages.endpoint_secrets AS s
            WHERE s.endpoint = e.id AND (s.expires_at IS NULL OR s.expires_at > statement_timestamp())
            ORDER BY s.version DESC
        ) AS sealed_secrets
        """

    /// The endpoints that may not get the full number now.
    private static func busy(_ slots: EndpointSlots) -> SQL {
        let restricted = slots.restricted
        return "unnest(\(restricted.endpoints), \(restricted.free)) AS busy (endpoint, free)"
    }
}
