import Foundation
import Postgres

extension History {
    init(_ row: Row) throws {
        self.init(
            merchantUsualMost: try row.get("merchant_usual_most"),
            cardPayments: Int(try row.get("payments", as: Int32?.self) ?? 0),
            cardUsualMost: try row.get("card_usual_most"),
            card: try OutcomeTallies(row, "card_"),
            merchant: try OutcomeTallies(row, "merchant_")
        )
    }
}

extension AmountScale {
    init(_ row: Row) throws {
        self.init(counts: try row.get("counts"))
    }
}

extension CardHabit {
    init(_ row: Row) throws {
        self.init(
            payments: Int(try row.get("payments", as: Int32.self)),
            level: try row.get("level"),
            spread: try row.get("spread"),
            lastSeen: try row.get("last_seen")
        )
    }
}

extension OutcomeTallies {
    /// Nothing was counted yet where the columns are NULL.
    init(_ row: Row, _ prefix: String = "") throws {
        self.init()
        guard let hour = try row.get(prefix + "bucket_1h", as: Int64?.self),
            let day = try row.get(prefix + "bucket_24h", as: Int64?.self)
        else { return }
        approvedHour = try Tally(row, prefix + "yes", "_1h", hour)
        declinedHour = try Tally(row, prefix + "no", "_1h", hour)
        approvedDay = try Tally(row, prefix + "yes", "_24h", day)
        declinedDay = try Tally(row, prefix + "no", "_24h", day)
    }
}

extension Tally {
    fileprivate init(_ row: Row, _ name: String, _ window: String, _ bucket: Int64) throws {
        self.init(
            bucket: bucket,
            now: Int(try row.get(name + window, as: Int32.self)),
            before: Int(try row.get(name + "_before" + window, as: Int32.self))
        )
    }
}
