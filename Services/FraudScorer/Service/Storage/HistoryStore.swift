import Foundation
import Messages
import Postgres

/// What was learned from the event log, in the schema `fraud`.
struct HistoryStore: Sendable {
    let database: Database
    private let cursor: MessageCursor

    /// Under this name all replicas share one place in the log.
    static let consumer = "fraud-scorer"

    init(database: Database) {
        self.database = database
        cursor = MessageCursor(database, consumer: Self.consumer)
    }

    /// Whether the log holds something that was not learned yet; writes nothing.
    func hasNews() async throws -> Bool {
        try await !cursor.next(limit: 1).messages.isEmpty
    }

    /// Learns the next messages: the cursor and what follows from them are one transaction, so each counts once, however
    /// many scorers there are and wherever one of them dies.
    ///
    /// - Returns: how many messages were read; nil when another scorer is at it.
    /// - Throws: `PostgresError`. Trying again is safe, whatever the outcome was.
    func learn(upTo limit: Int) async throws -> Int? {
        try await database.transaction { tx in
            guard let batch = try await cursor.claim(limit: limit, in: tx) else { return nil }
            let observations = batch.messages.compactMap { Observation($0) }
            if !observations.isEmpty {
                var known = try await Self.recollection(about: observations, in: tx)
                for observation in observations { known.learn(observation) }
                _ = try await tx.batch(Self.statements(keeping: known))
            }
            if !batch.messages.isEmpty { try await cursor.advance(to: batch.end, in: tx) }
            return batch.messages.count
        }
    }

    private static func recollection(
        about observations: [Observation],
        in tx: borrowing Transaction
    ) async throws -> Recollection {
        let merchants = Array(Set(observations.map(Recollection.MerchantKey.init)))
        let cards = Array(Set(observations.map(Recollection.CardKey.init)))
        let outcomes = Array(Set(observations.flatMap(Recollection.OutcomeKey.all)))
        let rows = try await tx.batch(
            merchants.map(HistoryStatements.select) + cards.map(HistoryStatements.select)
                + outcomes.map(HistoryStatements.select)
        )
        var known = Recollection()
        for (key, found) in zip(merchants, rows) { known.amounts[key] = try found.first.map { try AmountScale($0) } }
        for (key, found) in zip(cards, rows.dropFirst(merchants.count)) {
            known.habits[key] = try found.first.map { try CardHabit($0) }
        }
        for (key, found) in zip(outcomes, rows.dropFirst(merchants.count + cards.count)) {
            known.outcomes[key] = try found.first.map { try OutcomeTallies($0) }
        }
        return known
    }

    private static func statements(keeping known: Recollection) -> [SQL] {
        known.amounts.map { HistoryStatements.upsert($0.key, $0.value) }
            + known.habits.map { HistoryStatements.upsert($0.key, $0.value) }
            + known.outcomes.map { HistoryStatements.upsert($0.key, $0.value) }
    }
}
