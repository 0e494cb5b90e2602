import Foundation
import Postgres

extension Counts {
    init(attempts rows: [Row], pairings: [Row], of payment: Payment) throws {
        for row in rows {
            guard let subject = Subject(rawValue: Int(try row.get("subject", as: Int64.self))) else { continue }
            for (window, suffix) in [(Window.tenMinutes, "10m"), (.hour, "1h"), (.day, "24h")] {
                let tally = Tally(
                    bucket: try row.get("bucket_\(suffix)"),
                    now: Int(try row.get("now_\(suffix)", as: Int32.self)),
                    before: Int(try row.get("before_\(suffix)", as: Int32.self))
                )
                attempts[subject, default: [:]][window] = window.count(tally, at: payment.at)
            }
        }
        for row in pairings {
            guard let pairing = Pairing(rawValue: Int(try row.get("pairing", as: Int64.self))) else { continue }
            for (window, column) in [(Window.tenMinutes, "in_10m"), (.hour, "in_1h"), (.day, "in_24h")] {
                distinct[pairing, default: [:]][window] = Int(try row.get(column, as: Int64.self))
            }
        }
    }
}

extension Verdict {
    init(_ row: Row) throws {
        self.init(
            score: Int(try row.get("score", as: Int16.self)),
            decision: try Decision(row, "decision"),
            reasons: try JSONDecoder().decode([Reason].self, from: Data(try row.get("reasons", as: String.self).utf8)),
            computedScore: Int(try row.get("computed_score", as: Int16.self)),
            computedDecision: try Decision(row, "computed_decision")
        )
    }
}

extension Decision {
    fileprivate init(_ row: Row, _ column: String) throws {
        guard let decision = Decision(rawValue: try row.get(column)) else {
            throw PostgresError.decoding(column: column, expected: "a decision")
        }
        self = decision
    }
}
