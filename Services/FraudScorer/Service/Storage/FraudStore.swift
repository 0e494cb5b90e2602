import Foundation
import Postgres

/// Counters and verdicts in the schema `fraud`.
struct FraudStore: Sendable {
    let database: Database

    /// Counts a payment, has it judged and keeps the verdict, all in one transaction; or returns the verdict that the
    /// attempt got before, and counts nothing.
    ///
    /// - Throws: `PostgresError`. Asking again is safe, whatever the outcome was.
    func verdict(on payment: Payment, judge: @Sendable (Counts) -> Verdict) async throws -> Verdict {
        do {
            return try await database.transaction { tx in
                let results = try await tx.batch(FraudStatements.count(payment))
                if let row = results[0].first { return try Verdict(row) }
                var counts = try Counts(attempts: results[1], pairings: results[3], of: payment)
                if let row = results[4].first { counts.history = try History(row) }
                let verdict = judge(counts)
                try await tx.execute(try FraudStatements.insert(verdict, for: payment))
                return verdict
            }
        } catch let error as PostgresError where error.constraint == "one_verdict_per_attempt" {
            // The same attempt was scored at the same moment. That one was first, and what this one counted is undone.
            return try Verdict(try await database.one(FraudStatements.select(payment.attempt), access: .read))
        }
    }

    /// Forgets what is too old to matter.
    ///
    /// - Returns: how many rows went.
    func deleteOld(now: Date) async throws -> Int {
        let day = Window.day.bucket(at: now)
        let habitsUntil = day - Int64(Limits.habitDays)
        let verdictsUntil = now.addingTimeInterval(-Double(Limits.verdictDays * Window.day.seconds))
        var total = 0
        for statement in FraudStatements.deletions(
            countersUntil: day - Int64(Limits.counterDays),
            habitsUntil: habitsUntil,
            verdictsUntil: verdictsUntil
        ) {
            while true {
                let count = try await database.execute(statement)
                total += count
                if count < Limits.retentionRows { break }
            }
        }
        return total
    }
}
