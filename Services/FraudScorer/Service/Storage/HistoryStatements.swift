import Foundation
import Payments
import Postgres

/// The SQL of what was learned.
///
/// Only the process that holds the log's cursor writes these rows, so none of them needs a lock of its own.
enum HistoryStatements {
    /// What is known of a payment's merchant and card: one row, always.
    static func history(of payment: Payment) -> SQL {
        let card = Key.digest("\(payment.merchant) \(payment.card.fingerprint)")
        let currency = payment.money.currency.code
        return """
            SELECT a.usual_most AS merchant_usual_most, h.payments, h.usual_most AS card_usual_most,
                \(tallies("c", "card_")), \(tallies("m", "merchant_"))
            FROM (VALUES (\(payment.livemode))) AS p (livemode)
            LEFT JOIN fraud.merchant_amounts AS a
                ON a.livemode = p.livemode AND a.merchant = \(payment.merchant) AND a.currency = \(currency)
            LEFT JOIN fraud.card_habits AS h
                ON h.livemode = p.livemode AND h.card = \(card) AND h.currency = \(currency)
            LEFT JOIN fraud.outcomes AS c
                ON c.livemode = p.livemode AND c.subject = \(OutcomeSubject.card.column) AND c.key = \(card)
            LEFT JOIN fraud.outcomes AS m
                ON m.livemode = p.livemode AND m.subject = \(OutcomeSubject.merchant.column)
                AND m.key = \(Key.digest(payment.merchant))
            """
    }

    static func select(_ key: Recollection.MerchantKey) -> SQL {
        """
        SELECT counts
        FROM fraud.merchant_amounts
        WHERE livemode = \(key.livemode) AND merchant = \(key.merchant) AND currency = \(key.currency)
        """
    }

    static func select(_ key: Recollection.CardKey) -> SQL {
        """
        SELECT payments, level, spread, last_seen
        FROM fraud.card_habits
        WHERE livemode = \(key.livemode) AND card = \(key.digest) AND currency = \(key.currency)
        """
    }

    static func select(_ key: Recollection.OutcomeKey) -> SQL {
        """
        SELECT \(tallies("o", ""))
        FROM fraud.outcomes AS o
        WHERE livemode = \(key.livemode) AND subject = \(key.subject.column) AND key = \(Key.digest(key.name))
        """
    }

    static func upsert(_ key: Recollection.MerchantKey, _ scale: AmountScale) -> SQL {
        """
        INSERT INTO fraud.merchant_amounts (livemode, merchant, currency, counts, usual_most)
        VALUES (\(key.livemode), \(key.merchant), \(key.currency), \(scale.counts), \(scale.usualMost))
        ON CONFLICT (livemode, merchant, currency) DO UPDATE
        SET counts = excluded.counts, usual_most = excluded.usual_most
        """
    }

    static func upsert(_ key: Recollection.CardKey, _ habit: CardHabit) -> SQL {
        """
        INSERT INTO fraud.card_habits (livemode, card, currency, payments, level, spread, usual_most, last_seen, last_day)
        VALUES (\(key.livemode), \(key.digest), \(key.currency), \(Int32(clamping: habit.payments)), \(habit.level),
            \(habit.spread), \(habit.usualMost), \(habit.lastSeen), \(Window.day.bucket(at: habit.lastSeen)))
        ON CONFLICT (livemode, card, currency) DO UPDATE
        SET payments = excluded.payments, level = excluded.level, spread = excluded.spread,
            usual_most = excluded.usual_most, last_seen = excluded.last_seen, last_day = excluded.last_day
        """
    }

    static func upsert(_ key: Recollection.OutcomeKey, _ tallies: OutcomeTallies) -> SQL {
        """
        INSERT INTO fraud.outcomes (
            livemode, subject, key,
            bucket_1h, yes_1h, yes_before_1h, no_1h, no_before_1h,
            bucket_24h, yes_24h, yes_before_24h, no_24h, no_before_24h
        )
        VALUES (
            \(key.livemode), \(key.subject.column), \(Key.digest(key.name)),
            \(tallies.approvedHour.bucket), \(values(tallies.approvedHour)), \(values(tallies.declinedHour)),
            \(tallies.approvedDay.bucket), \(values(tallies.approvedDay)), \(values(tallies.declinedDay))
        )
        ON CONFLICT (livemode, subject, key) DO UPDATE
        SET bucket_1h = excluded.bucket_1h, yes_1h = excluded.yes_1h, yes_before_1h = excluded.yes_before_1h,
            no_1h = excluded.no_1h, no_before_1h = excluded.no_before_1h,
            bucket_24h = excluded.bucket_24h, yes_24h = excluded.yes_24h, yes_before_24h = excluded.yes_before_24h,
            no_24h = excluded.no_24h, no_before_24h = excluded.no_before_24h
        """
    }

    private static func values(_ tally: Tally) -> SQL {
        "\(Int32(clamping: tally.now)), \(Int32(clamping: tally.before))"
    }

    private static func tallies(_ table: String, _ prefix: String) -> SQL {
        let columns = [
            "bucket_1h", "yes_1h", "yes_before_1h", "no_1h", "no_before_1h",
            "bucket_24h", "yes_24h", "yes_before_24h", "no_24h", "no_before_24h",
        ]
        return SQL(unescaped: columns.map { "\(table).\($0) AS \(prefix)\($0)" }.joined(separator: ", "))
    }
}

extension OutcomeSubject {
    fileprivate var column: Int16 { Int16(rawValue) }
}

extension Recollection.CardKey {
    fileprivate var digest: [UInt8] { Key.digest("\(merchant) \(card)") }
}
