import Foundation
import Payments
import Postgres

/// Refunds in `checkout.refunds`, and the steps that led there.
package struct RefundStore: Sendable {
    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    package func refund(_ id: ID<Refund>) async throws -> Refund? {
        try await database.first(Self.refund(id), access: .read).map(Refund.init)
    }

    /// A refund of a merchant in one mode.
    package func refund(_ id: ID<Refund>, of merchant: ID<Merchant>, livemode: Bool) async throws -> Refund? {
        guard let refund = try await refund(id), refund.merchant == merchant, refund.livemode == livemode else {
            return nil
        }
        return refund
    }

    /// What a query for `columns` finds.
    func rows(_ query: SQL) async throws -> [Refund] {
        try await database.query(query, access: .read).map(Refund.init)
    }

    /// Takes a step that no book has to be kept of, unless the refund has moved on or was taken over since it was read.
    ///
    /// - Returns: whether it was taken.
    package func take(_ step: RefundStep) async throws -> Bool {
        try await !database.query(Self.take(step)).isEmpty
    }

    /// Counts one more call that got no readable answer, and leaves the refund to whoever comes by after `delay`.
    package func postpone(_ refund: Refund, by delay: Duration) async throws {
        try await database.execute(
            """
            UPDATE checkout.refunds
            SET silences = silences + 1, runner = NULL, due_at = clock_timestamp() + \(delay)
            WHERE id = \(refund.id.rawValue) AND fence = \(refund.fence)
            """
        )
    }

    // MARK: Statements for a transaction or a batch

    package static func refund(_ id: ID<Refund>) -> SQL {
        "SELECT \(columns) FROM checkout.refunds WHERE id = \(id.rawValue)"
    }

    /// Reserves the amount and writes the refund down, with its first step; no row, and nothing written, when the charge
    /// has less left.
    ///
    /// The condition is what keeps refunds below the charge, however many ask at once.
    package static func reserve(_ step: RefundStep) -> SQL {
        let refund = step.refund
        return """
            WITH reserved AS (
                UPDATE checkout.charges
                SET refunding = refunding + \(refund.money.amount)
                WHERE id = \(refund.charge.rawValue) AND refunded + refunding + \(refund.money.amount) <= captured
                RETURNING id
            ), begun AS (
                INSERT INTO checkout.refunds (
                    id, charge, intent, session, merchant, livemode, amount, currency, acquirer, transaction, reason,
                    metadata, created_at, state, event, steps, fence
                )
                SELECT \(refund.id.rawValue), id, \(refund.intent.rawValue), \(refund.session.rawValue),
                    \(refund.merchant.rawValue), \(refund.livemode), \(refund.money.amount),
                    \(refund.money.currency.code), \(refund.acquirer), \(refund.transaction), \(refund.reason),
                    \(JSONColumn(refund.metadata)), \(refund.created), \(refund.state), \(refund.lastEvent),
                    1::smallint, \(refund.fence)
                FROM reserved
                RETURNING id
            )
            INSERT INTO checkout.refund_steps (refund, position, before, event, after, note, at)
            SELECT id, 1::smallint, \(step.before), \(step.event), \(refund.state), \(step.note), \(step.at)
            FROM begun
            RETURNING position
            """
    }

    /// One step: the refund's row and the step's, or neither, and no row, when the refund is not where it begins.
    package static func take(_ step: RefundStep) -> SQL {
        """
        WITH moved AS (\(moved(step)))
        \(stepOfMoved(step))
        """
    }

    /// The last step of a refund, and with it its reserve: given back when it succeeded, let go when it failed.
    package static func close(_ step: RefundStep) -> SQL {
        let given = step.refund.state == .succeeded ? step.refund.money.amount : 0
        return """
            WITH moved AS (\(moved(step))), charged AS (
                UPDATE checkout.charges AS charge
                SET refunding = refunding - moved.amount, refunded = refunded + \(given)
                FROM moved
                WHERE charge.id = moved.charge
            )
            \(stepOfMoved(step))
            """
    }

    private static func moved(_ step: RefundStep) -> SQL {
        let refund = step.refund
        return """
            UPDATE checkout.refunds
            SET state = \(refund.state), event = \(refund.lastEvent), steps = steps + 1, refusal = \(refund.refusal),
                runner = CASE WHEN \(refund.state.isOpen) THEN runner END, due_at = clock_timestamp()
            WHERE id = \(refund.id.rawValue) AND fence = \(refund.fence) AND state = \(step.before)
            RETURNING id, steps, charge, amount
            """
    }

    private static func stepOfMoved(_ step: RefundStep) -> SQL {
        """
        INSERT INTO checkout.refund_steps (refund, position, before, event, after, note, at)
        SELECT id, steps, \(step.before), \(step.event), \(step.refund.state), \(step.note), \(step.at)
        FROM moved
        RETURNING position
        """
    }

    /// Replaces the merchant's notes; gives the refund, or no row when there is none.
    package static func annotate(_ id: ID<Refund>, _ metadata: Metadata) -> SQL {
        """
        UPDATE checkout.refunds
        SET metadata = \(JSONColumn(metadata))
        WHERE id = \(id.rawValue)
        RETURNING \(columns)
        """
    }

    /// What `Refund.init(row:)` reads.
    static let columns: SQL = """
        id, charge, intent, session, merchant, livemode, amount, currency, acquirer, transaction, reason, metadata,
        created_at, state, event, refusal, fence, silences
        """
}

/// A step that is about to be stored.
package struct RefundStep: Sendable {
    /// The refund as it will be.
    package let refund: Refund
    package let before: RefundState
    package let event: RefundEvent
    /// Why, for a person; 200 characters at most are kept.
    package let note: String?
    package let at: Date

    /// The step that the machine allows.
    ///
    /// - Throws: `RefundMachine.Refused`.
    package init(
        _ refund: Refund,
        _ event: RefundEvent,
        note: String? = nil,
        at now: Date
    ) throws(RefundMachine.Refused) {
        before = refund.state
        var refund = refund
        refund.state = try RefundMachine.step(before, event).state
        refund.lastEvent = event
        self.refund = refund
        self.event = event
        self.note = note.map { String($0.prefix(200)) }
        at = now
    }
}

extension Refund {
    /// Reads the columns of `RefundStore.columns`.
    ///
    /// - Throws: `PostgresError.decoding` for a row that this program did not write.
    init(row: Row) throws(PostgresError) {
        try self.init(
            id: ID(unchecked: row.get("id")),
            charge: ID(unchecked: row.get("charge")),
            intent: ID(unchecked: row.get("intent")),
            session: ID(unchecked: row.get("session")),
            merchant: ID(unchecked: row.get("merchant")),
            livemode: row.get("livemode"),
            money: row.money(),
            acquirer: row.get("acquirer"),
            transaction: row.get("transaction"),
            reason: row.get("reason"),
            created: row.get("created_at"),
            metadata: row.get("metadata", as: String?.self).map(Metadata.init(json:)) ?? .none,
            state: row.get("state"),
            lastEvent: row.get("event"),
            refusal: row.get("refusal"),
            fence: row.get("fence"),
            silences: row.get("silences")
        )
    }
}

extension RefundState: PostgresEncodable, PostgresDecodable {}
extension RefundEvent: PostgresEncodable, PostgresDecodable {}
extension Refund.Reason: PostgresEncodable, PostgresDecodable {}
