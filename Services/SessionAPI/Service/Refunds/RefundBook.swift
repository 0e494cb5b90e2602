import Foundation
import Messages
import Payments
import Postgres

/// The books of refunds: what a step means for refund and charge, each in one transaction with its messages.
///
/// Every write is bound to the refund's state and fence. A connection lost during COMMIT is answered by looking: a write
/// that is repeated finds its own traces and counts as done (design §4.2).
package struct RefundBook: Sendable {
    /// How storing a step ended.
    package enum Entry: Sendable, Equatable {
        case stored(Refund)
        /// The refund has moved on without us, or another process has taken it over: hands off.
        case stale
    }

    let database: Database
    let refunds: RefundStore
    let scribe: RefundScribe
    /// Called after each commit that wrote messages.
    let wake: @Sendable () -> Void

    init(_ database: Database, scribe: PaymentScribe, wake: @escaping @Sendable () -> Void) {
        self.database = database
        refunds = RefundStore(database)
        self.scribe = RefundScribe(scribe: scribe)
        self.wake = wake
    }

    /// Stores a step together with everything that follows from it in the books.
    ///
    /// - Throws: `PostgresError` when nothing was written; `RefundMachine.Refused`.
    package func store(
        _ refund: Refund,
        _ event: RefundEvent,
        note: String? = nil,
        at now: Date
    ) async throws -> Entry {
        let step = try RefundStep(refund, event, note: note, at: now)
        while true {
            do {
                let isStored = step.refund.state.isOpen ? try await refunds.take(step) : try await close(step)
                if isStored { return .stored(step.refund) }
                return try await stands(step) ? .stored(step.refund) : .stale
            } catch PostgresError.unknownOutcome {
                continue
            }
        }
    }

    private struct Stale: Error {}

    /// The reserve becomes money given back, or free again, in the transaction that closes the refund.
    private func close(_ step: RefundStep) async throws -> Bool {
        let refund = step.refund
        do {
            try await database.transaction { tx in
                // The session first: its row is the lock that all writers of one session share.
                let found = try await tx.batch([
                    SessionStore.locking(refund.session), RefundStore.close(step), ChargeStore.charge(refund.charge),
                    RefundStore.refund(refund.id),
                ])
                guard !found[1].isEmpty, let session = try found[0].first.map(SessionStore.session),
                    let charge = try found[2].first.map(ChargeStore.charge),
                    let closed = try found[3].first.map(Refund.init)
                else { throw Stale() }
                let drafts = scribe.closed(closed, charge, of: session, from: step.before)
                _ = try await tx.batch(scribe.statements(drafts, of: session, at: step.at))
            }
        } catch is Stale {
            return false
        }
        wake()
        return true
    }

    /// Whether the step is the last one that was stored, and by us.
    private func stands(_ step: RefundStep) async throws -> Bool {
        let refund = try await refunds.refund(step.refund.id)
        return refund?.state == step.refund.state && refund?.lastEvent == step.event
            && refund?.fence == step.refund.fence
    }
}
