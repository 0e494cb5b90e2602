import Foundation
import Payments
import Postgres

/// Which refunds a list shows.
package struct RefundFilter: Sendable {
    package var charge: ID<Charge>?
    package var intent: ID<PaymentIntent>?
    package var created = CreatedRange()

    package init() {}

    /// Instants between bounds; a bound that is nil bounds nothing.
    package struct CreatedRange: Sendable {
        /// The first instant that counts.
        package var from: Date?
        /// The first instant that does not count any more.
        package var before: Date?

        package init(from: Date? = nil, before: Date? = nil) {
            self.from = from
            self.before = before
        }
    }
}

extension RefundStore {
    /// Where a page of a list begins or ends, beside it.
    package enum Cursor: Sendable {
        case after(Refund)
        case before(Refund)
    }

    /// A page of a merchant's refunds, newest first, and whether there are more behind it in the direction of reading.
    package func page(
        of merchant: ID<Merchant>,
        livemode: Bool,
        _ filter: RefundFilter,
        _ cursor: Cursor?,
        limit: Int
    ) async throws -> (refunds: [Refund], hasMore: Bool) {
        var query: SQL = """
            SELECT \(Self.columns)
            FROM checkout.refunds
            WHERE merchant = \(merchant.rawValue) AND livemode = \(livemode)
            """
        if let charge = filter.charge { query += " AND charge = \(charge.rawValue)" }
        if let intent = filter.intent { query += " AND intent = \(intent.rawValue)" }
        if let from = filter.created.from { query += " AND created_at >= \(from)" }
        if let before = filter.created.before { query += " AND created_at < \(before)" }
        var isReversed = false
        switch cursor {
        case .after(let last)?: query += " AND (created_at, id) < (\(last.created), \(last.id.rawValue))"
        case .before(let first)?:
            query += " AND (created_at, id) > (\(first.created), \(first.id.rawValue))"
            isReversed = true
        case nil: break
        }
        query += isReversed ? " ORDER BY created_at, id" : " ORDER BY created_at DESC, id DESC"
        query += " LIMIT \(limit + 1)"
        let found = try await rows(query)
        let page = Array(found.prefix(limit))
        return (isReversed ? page.reversed() : page, found.count > limit)
    }
}
