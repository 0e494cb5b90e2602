import Foundation
import Postgres
import Secrets

/// The SQL of the store.
enum FraudStatements {
    static func select(_ attempt: String) -> SQL {
        """
        SELECT score, decision, computed_score, computed_decision, reasons
        FROM fraud.verdicts
        WHERE attempt = \(attempt)
        """
    }

    /// The one round trip: the verdict if there is one; else count up, and read all that was counted.
    ///
    /// Rows are touched in the order of their keys, so that two payments with the same card and address wait for each
    /// other instead of locking each other out. Each statement sees what was committed while it waited, so parallel
    /// payments count exactly.
    static func count(_ payment: Payment) -> [SQL] {
        let subjects = Subject.allCases.compactMap { subject in
            subject.key(of: payment).map { (subject, Key.digest($0)) }
        }
        let pairings = Pairing.allCases.compactMap { pairing in
            pairing.members(of: payment).map { (pairing, Key.digest($0.subject), Key.digest($0.member)) }
        }
        return [
            select(payment.attempt),
            upsert(subjects, payment),
            upsert(pairings, payment),
            distinct(pairings, payment),
            HistoryStatements.history(of: payment),
        ]
    }

    private static func upsert(_ subjects: [(Subject, [UInt8])], _ payment: Payment) -> SQL {
        """
        INSERT INTO fraud.counters AS c (
            livemode, subject, key,
            bucket_10m, now_10m, before_10m, bucket_1h, now_1h, before_1h, bucket_24h, now_24h, before_24h
        )
        SELECT \(payment.livemode), s.subject, s.key,
            \(Window.tenMinutes.bucket(at: payment.at)), 1, 0,
            \(Window.hour.bucket(at: payment.at)), 1, 0,
            \(Window.day.bucket(at: payment.at)), 1, 0
        FROM unnest(\(subjects.map { Int64($0.0.rawValue) }), \(subjects.map(\.1))) AS s (subject, key)
        WHERE NOT EXISTS (SELECT FROM fraud.verdicts WHERE attempt = \(payment.attempt))
        ORDER BY s.subject, s.key
        ON CONFLICT (livemode, subject, key) DO UPDATE SET
            \(advance("10m")), \(advance("1h")), \(advance("24h"))
        RETURNING c.subject::bigint AS subject,
            bucket_10m, now_10m, before_10m, bucket_1h, now_1h, before_1h, bucket_24h, now_24h, before_24h
        """
    }

    /// One more in a window: in the same bucket, in the next one (what was now is before), or after a gap.
    private static func advance(_ window: String) -> SQL {
        SQL(
            unescaped: """
                before_\(window) = CASE
                    WHEN excluded.bucket_\(window) <= c.bucket_\(window) THEN c.before_\(window)
                    WHEN excluded.bucket_\(window) = c.bucket_\(window) + 1 THEN c.now_\(window)
                    ELSE 0 END,
                now_\(window) = CASE
                    WHEN excluded.bucket_\(window) <= c.bucket_\(window) THEN c.now_\(window) + 1
                    ELSE 1 END,
                bucket_\(window) = GREATEST(c.bucket_\(window), excluded.bucket_\(window))
                """
        )
    }

    private static func upsert(_ pairings: [(Pairing, [UInt8], [UInt8])], _ payment: Payment) -> SQL {
        """
        INSERT INTO fraud.sightings AS c (livemode, pairing, subject, member, seen_at, seen_day)
        SELECT \(payment.livemode), p.pairing, p.subject, p.member, \(payment.at), \(Window.day.bucket(at: payment.at))
        FROM unnest(\(pairings.map { Int64($0.0.rawValue) }), \(pairings.map(\.1)), \(pairings.map(\.2)))
            AS p (pairing, subject, member)
        WHERE NOT EXISTS (SELECT FROM fraud.verdicts WHERE attempt = \(payment.attempt))
        ORDER BY p.pairing, p.subject, p.member
        ON CONFLICT (livemode, pairing, subject, member) DO UPDATE SET
            seen_at = GREATEST(c.seen_at, excluded.seen_at),
            seen_day = GREATEST(c.seen_day, excluded.seen_day)
        """
    }

    private static func distinct(_ pairings: [(Pairing, [UInt8], [UInt8])], _ payment: Payment) -> SQL {
        """
        SELECT p.pairing,
            count(*) FILTER (WHERE s.seen_at > \(payment.at.addingTimeInterval(-Double(Window.tenMinutes.seconds)))) AS in_10m,
            count(*) FILTER (WHERE s.seen_at > \(payment.at.addingTimeInterval(-Double(Window.hour.seconds)))) AS in_1h,
            count(*) AS in_24h
        FROM unnest(\(pairings.map { Int64($0.0.rawValue) }), \(pairings.map(\.1))) AS p (pairing, subject)
        CROSS JOIN LATERAL (
            SELECT seen_at
            FROM fraud.sightings
            WHERE livemode = \(payment.livemode) AND pairing = p.pairing AND subject = p.subject
                AND seen_at > \(payment.at.addingTimeInterval(-Double(Window.day.seconds)))
            ORDER BY seen_at DESC
            LIMIT \(Int64(Limits.distinct))
        ) AS s
        GROUP BY p.pairing
        """
    }

    static func insert(_ verdict: Verdict, for payment: Payment) throws -> SQL {
        let reasons = String(decoding: try JSONEncoder().encode(verdict.reasons), as: UTF8.self)
        return """
            INSERT INTO fraud.verdicts (
                attempt, session, merchant, livemode, scored_at,
                score, decision, computed_score, computed_decision, reasons
            )
            VALUES (
                \(payment.attempt), \(payment.session), \(payment.merchant), \(payment.livemode), \(payment.at),
                \(verdict.score), \(verdict.decision.rawValue),
                \(verdict.computedScore), \(verdict.computedDecision.rawValue), \(reasons)
            )
            """
    }

    static func deletions(countersUntil day: Int64, habitsUntil: Int64, verdictsUntil: Date) -> [SQL] {
        [
            oldest("fraud.counters", "bucket_24h <= \(day)"),
            oldest("fraud.sightings", "seen_day <= \(day)"),
            oldest("fraud.outcomes", "bucket_24h <= \(day)"),
            oldest("fraud.card_habits", "last_day <= \(habitsUntil)"),
            oldest("fraud.verdicts", "scored_at < \(verdictsUntil)"),
        ]
    }

    private static func oldest(_ table: String, _ condition: SQL) -> SQL {
        """
        DELETE FROM \(unescaped: table)
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM \(unescaped: table) WHERE \(condition) LIMIT \(Int64(Limits.retentionRows))))
            AND \(condition)
        """
    }
}

/// What a subject is stored as: half of a SHA-256, so that tables name nobody and all keys have one length.
enum Key {
    static func digest(_ text: String) -> [UInt8] {
        Array(SHA256Digest.of(Array(text.utf8)).prefix(16))
    }
}
