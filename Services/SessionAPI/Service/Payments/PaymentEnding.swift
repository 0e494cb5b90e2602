import Foundation
import Messages
import Payments
import Postgres

/// How an open session ends without being paid: session, intent and attempt together, with their messages.
///
/// Three things lead there: its tries are used up, its time is over, its merchant ends it.
package struct PaymentEnding: Sendable {
    /// A payment is under way whose outcome only the acquirer knows; the session must stay open until it is known.
    package struct PaymentUnderWay: Error, Equatable {
        package let attempt: ID<PaymentAttempt>
    }

    let scribe: PaymentScribe

    package init(sessions: SessionObject, randomness: Randomness, clock: WallClock) {
        scribe = PaymentScribe(sessions: sessions, randomness: randomness, clock: clock)
    }

    /// Ends a session that the transaction holds locked and has seen to be open.
    ///
    /// An attempt that was not sent yet is given up; its runner finds that out before it sends anything.
    ///
    /// - Parameters:
    ///   - session: as the transaction read it.
    ///   - reason: what the intent will say.
    ///   - now: the merchant's time.
    ///   - request: the merchant's, when it was one that ended the session.
    ///   - tx: holds the session locked.
    /// - Returns: the session as it is then.
    /// - Throws: `PaymentUnderWay` when an attempt is at the acquirer; `PostgresError`.
    package func end(
        _ session: Session,
        _ reason: PaymentIntent.CancellationReason,
        at now: Date,
        by request: MerchantRequest? = nil,
        in tx: borrowing Transaction
    ) async throws -> Session {
        let found = try await tx.batch([
            AttemptStore.attempts(of: session.id), PaymentIntentStore.intent(of: session.id),
        ])
        let attempts = try found[0].map(PaymentAttempt.init)
        if let attempt = attempts.first(where: \.state.isOpenAtAcquirer) { throw PaymentUnderWay(attempt: attempt.id) }
        var statements: [SQL] = []
        if let attempt = attempts.first(where: \.state.isReplaceable) {
            let step = try AttemptStep.make(attempt, .abandoned, note: "the session ended", at: now)
            statements.append(AttemptStore.take(step))
        }
        let intent = try found[1].first.map(PaymentIntent.init)
        let ended = try statementsOfEnd(session, intent, reason, drafts: [], at: now, by: request)
        _ = try await tx.batch(statements + ended.statements)
        return ended.session
    }

    /// What ends session and intent, with these and their own messages.
    func statementsOfEnd(
        _ session: Session,
        _ intent: PaymentIntent?,
        _ reason: PaymentIntent.CancellationReason,
        drafts: [PaymentScribe.Draft],
        at now: Date,
        by request: MerchantRequest? = nil
    ) throws -> (session: Session, statements: [SQL]) {
        var (session, drafts) = (session, drafts)
        var statements: [SQL] = []
        if var intent, intent.status != .canceled {
            intent.status = .canceled
            intent.canceled = now
            intent.cancellation = reason
            statements.append(PaymentIntentStore.update(intent))
            drafts.append(scribe.reached(intent, of: session))
        }
        session.progress.status = .expired
        session.progress.closed = now
        drafts.append(scribe.expired(session))
        session.progress.sequence += drafts.count
        statements.append(SessionStore.expiring(session.id, messages: drafts.count, at: now))
        statements += MessageLog.append(scribe.messages(drafts, of: session, at: now, by: request))
        return (session, statements)
    }
}

extension AttemptStep {
    /// The step that the machine allows.
    ///
    /// - Throws: `AttemptMachine.Refused`.
    static func make(
        _ attempt: PaymentAttempt,
        _ event: AttemptEvent,
        note: String? = nil,
        at now: Date
    ) throws(AttemptMachine.Refused) -> AttemptStep {
        let before = attempt.state
        var attempt = attempt
        attempt.state = try AttemptMachine.step(before, event).state
        attempt.lastEvent = event
        return AttemptStep(attempt, from: before, by: event, note: note, at: now)
    }
}
