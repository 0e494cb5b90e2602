import ArgumentParser
import Foundation
import Postgres

/// Which sessions to list.
struct SessionFilter: Sendable {
    var merchant: String?
    var status: Status?
    var since: Date?
    var limit: Int

    enum Status: String, ExpressibleByArgument, CaseIterable, Sendable {
        case open, paid, expired
        /// A try is at the acquirer, and what became of it is not known.
        case unclear
    }

    /// A span back from now, or the beginning of a day (UTC).
    static func moment(_ text: String, now: Date) -> Date? {
        if let seconds = Timespan.seconds(text) { return now.addingTimeInterval(-seconds) }
        // Not a day is not a moment, however it is wrong.
        if let day = try? Date(text, strategy: Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()) {
            return day
        }
        // As above.
        return try? Date(text, strategy: .iso8601)
    }

    var condition: SQL {
        var condition: SQL = "TRUE"
        if let merchant { condition += " AND s.merchant = \(merchant)" }
        if let since { condition += " AND s.created_at >= \(since)" }
        switch status {
        case .open: condition += " AND s.status = 'open'"
        case .paid: condition += " AND s.payment_status = 'paid'"
        case .expired: condition += " AND s.status = 'expired'"
        case .unclear:
            condition += """
                 AND EXISTS (
                    SELECT FROM checkout.payment_attempts AS u
                    WHERE u.session = s.id AND u.state IN ('sending', 'unknown', 'reversing')
                )
                """
        case nil: break
        }
        return condition
    }
}

/// Sessions in a table.
struct SessionList: Sendable {
    let database: Database

    struct Entry: Encodable, Sendable {
        var id: String
        var merchant: String
        var livemode: Bool
        var status: String
        var paymentStatus: String
        var amount: Int64
        var currency: String
        var created: String
        var tries: Int
        /// The state of the last try; nil when there was none.
        var lastTry: String?

        private enum CodingKeys: String, CodingKey {
            case id, merchant, livemode, status, amount, currency, created, tries
            case paymentStatus = "payment_status"
            case lastTry = "last_try"
        }
    }

    func entries(_ filter: SessionFilter) async throws -> [Entry] {
        let rows = try await database.query(
            """
            SELECT s.id, s.merchant, s.livemode, s.status, s.payment_status, s.amount_total, s.currency, s.created_at,
                coalesce(a.tries, 0) AS tries, a.state
            FROM (
                (\(Self.newest("cs_live_", filter))) UNION ALL (\(Self.newest("cs_test_", filter)))
            ) AS s
            LEFT JOIN LATERAL (
                SELECT count(*) AS tries, (array_agg(p.state ORDER BY p.number DESC))[1] AS state
                FROM checkout.payment_attempts AS p
                WHERE p.session = s.id
            ) AS a ON TRUE
            ORDER BY s.created_at DESC, s.id DESC
            LIMIT \(filter.limit)
            """,
            access: .read
        )
        return try rows.map { row in
            Entry(
                id: try row.get("id"),
                merchant: try row.get("merchant"),
                livemode: try row.get("livemode"),
                status: try row.get("status"),
                paymentStatus: try row.get("payment_status"),
                amount: try row.get("amount_total"),
                currency: try row.get("currency"),
                created: try row.get("created_at", as: Date.self).forPrograms,
                tries: try row.get("tries"),
                lastTry: try row.get("state")
            )
        }
    }

    /// Ids begin with their time, so the newest are the last ones in the primary key, in each mode.
    private static func newest(_ prefix: String, _ filter: SessionFilter) -> SQL {
        """
        SELECT s.*
        FROM checkout.sessions AS s
        WHERE s.id >= \(prefix) AND s.id < \(prefix + "~") AND \(filter.condition)
        ORDER BY s.id DESC
        LIMIT \(filter.limit)
        """
    }

    static func table(_ entries: [Entry]) -> String {
        guard !entries.isEmpty else { return "No sessions. Merchants make them by the API, or with the demo store." }
        var table = Table(headline: ["session", "created (UTC)", "status", "amount", "tries", "last try"])
        table.rows = entries.map { entry in
            [
                shortened(entry.id),
                String(entry.created.dropFirst(5).prefix(14).replacing("T", with: " ")),
                entry.status == "complete" ? entry.paymentStatus : entry.status,
                "\(MoneyText.of(entry.amount, entry.currency))",
                "\(entry.tries)",
                entry.lastTry.map { $0.replacing("_", with: " ") } ?? "-",
            ]
        }
        return table.text() + "\n\nMore about one: paydesk why SESSION"
    }

    /// Enough to be clear: the time to the millisecond and more than 40 random bits.
    private static func shortened(_ id: String) -> String { String(id.prefix(23)) }
}
