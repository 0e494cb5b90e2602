import Foundation
import Payments
import Postgres

extension SessionStore {
    /// A page of a merchant's sessions, in one round trip.
    package func sessions(_ query: SessionQuery) async throws -> SessionQuery.Found {
        guard let start = query.start else {
            let rows = try await database.query(Self.listing(query), access: .read)
            return try Self.page(rows, of: query)
        }
        let found = try await database.batch([Self.existence(of: start, query), Self.listing(query)])
        guard !found[0].isEmpty else { return .noSuchStart }
        return try Self.page(found[1], of: query)
    }

    private static func page(_ rows: [Row], of query: SessionQuery) throws -> SessionQuery.Found {
        let sessions = try rows.prefix(query.limit).map(session)
        return .page(query.isBackwards ? sessions.reversed() : sessions, hasMore: rows.count > query.limit)
    }

    private static func existence(of start: String, _ query: SessionQuery) -> SQL {
        "SELECT true FROM checkout.sessions WHERE \(own(start, query))"
    }

    private static func own(_ id: String, _ query: SessionQuery) -> SQL {
        "id = \(id) AND merchant = \(query.merchant.rawValue) AND livemode = \(query.livemode)"
    }

    /// The rows of a page, and one more where there is one.
    ///
    /// The index `sessions_of_merchant` has the status before the time, so that a rare status is found as fast as a
    /// frequent one; without a wish for a status its three ranges are walked, each for one page at most. By e-mail or
    /// payment intent there are few rows, and other indexes.
    static func listing(_ query: SessionQuery) -> SQL {
        let statuses = query.status.map { [$0.rawValue] } ?? Session.Status.allCases.map(\.rawValue)
        let order: SQL = query.isBackwards ? "created_at, id" : "created_at DESC, id DESC"
        if query.email != nil || query.paymentIntent != nil {
            return """
                SELECT \(columns)
                FROM checkout.sessions
                WHERE status = ANY (\(statuses)) AND \(conditions(query))
                ORDER BY \(order)
                LIMIT \(query.limit + 1)
                """
        }
        return """
            SELECT \(columns)
            FROM unnest(\(statuses)::text[]) AS wanted (state)
            CROSS JOIN LATERAL (
                SELECT \(columns)
                FROM checkout.sessions
                WHERE status = wanted.state AND \(conditions(query))
                ORDER BY \(order)
                LIMIT \(query.limit + 1)
            ) AS session
            ORDER BY \(order)
            LIMIT \(query.limit + 1)
            """
    }

    private static func conditions(_ query: SessionQuery) -> SQL {
        let (from, through) = (Date(unixSeconds: query.created.from), Date(unixSeconds: query.created.through))
        var conditions: SQL = """
            merchant = \(query.merchant.rawValue) AND livemode = \(query.livemode)
                AND created_at BETWEEN \(from) AND \(through)
            """
        if let email = query.email {
            conditions += " AND lower(COALESCE(details_email, customer_email)) = lower(\(email)::text)"
        }
        if let intent = query.paymentIntent {
            conditions += " AND id = (SELECT session FROM checkout.payment_intents WHERE \(own(intent, query)))"
        }
        if let start = query.start {
            let place: SQL = "(SELECT created_at, id FROM checkout.sessions WHERE \(own(start, query)))"
            conditions += query.isBackwards ? " AND (created_at, id) > \(place)" : " AND (created_at, id) < \(place)"
        }
        return conditions
    }
}

extension SessionQuery {
    fileprivate var start: String? {
        switch part {
        case .newest: nil
        case .olderThan(let id), .newerThan(let id): id
        }
    }

    fileprivate var isBackwards: Bool {
        if case .newerThan = part { true } else { false }
    }
}
