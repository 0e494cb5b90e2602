import Foundation
import Payments
import Postgres

extension AttemptStore {
    /// Attempts that wait for evidence from outside, by mode: how many, and when the oldest was begun.
    package func waitingForEvidence() async throws -> [Bool: (count: Int, oldest: Date)] {
        let rows = try await database.query(
            """
            SELECT livemode, count(*) AS count, min(created_at) AS oldest
            FROM checkout.payment_attempts
            WHERE state IN ('unknown', 'reversing')
            GROUP BY livemode
            """,
            access: .read
        )
        var found: [Bool: (count: Int, oldest: Date)] = [:]
        for row in rows {
            found[try row.get("livemode")] = (Int(try row.get("count", as: Int64.self)), try row.get("oldest"))
        }
        return found
    }
}
