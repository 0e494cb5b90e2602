import Foundation
import Messages
import Payments
import Postgres

// The transactions in which more than the attempt changes: a session is paid, a card was refused, a bank has a question.
extension AttemptBook {
    /// Rolls a transaction back with what it found.
    private struct Rollback: Error {
        let entry: Entry
    }

    /// Attempt, charge, intent and session together, with their messages; nothing of it when the session is not open.
    func bookPayment(_ step: AttemptStep) async throws -> Entry {
        try await undoing {
            try await database.transaction { tx in
                let attempt = step.attempt
                // The session first: its row is the lock that all writers of one session share.
                let found = try await tx.batch([
                    SessionStore.completing(
                        attempt.session,
                        paymentIntent: attempt.intent.rawValue,
                        email: attempt.payer.email,
                        name: attempt.payer.name,
                        messages: 3,
                        at: step.at
                    ),
                    AttemptStore.take(step),
                    PaymentIntentStore.intent(of: attempt.session),
                ])
                guard !found[1].isEmpty else { throw Rollback(entry: .stale) }
                guard let session = try found[0].first.map(SessionStore.session),
                    var intent = try found[2].first.map(PaymentIntent.init)
                else { throw Rollback(entry: .unwanted) }
                let charge = Charge.make(of: attempt, at: step.at, randomness)
                intent.status = attempt.state == .captured ? .succeeded : .requiresCapture
                intent.latestCharge = charge.id
                intent.lastError = nil
                let drafts = [
                    scribe.succeeded(charge, of: session), scribe.reached(intent, of: session),
                    scribe.completed(session),
                ]
                let written = try await tx.batch(
                    [ChargeStore.insert(charge), PaymentIntentStore.update(intent)]
                        + MessageLog.append(scribe.messages(drafts, of: session, at: step.at))
                )
                guard !written[1].isEmpty else { throw Rollback(entry: .unwanted) }
            }
            wake()
            return .stored(step.attempt)
        }
    }

    /// An attempt that ends unpaid: with a failed charge when somebody said no, and with the end of the session when
    /// that was its last try.
    func bookEnd(_ step: AttemptStep) async throws -> Entry {
        try await undoing {
            try await database.transaction { tx in
                let attempt = step.attempt
                let found = try await tx.batch([
                    SessionStore.locking(attempt.session),
                    AttemptStore.take(step),
                    AttemptStore.attempts(of: attempt.session),
                    PaymentIntentStore.intent(of: attempt.session),
                ])
                guard let session = try found[0].first.map(SessionStore.session), !found[1].isEmpty else {
                    throw Rollback(entry: .stale)
                }
                let statements = try statementsOfEnd(
                    step,
                    session,
                    AttemptLimits(found[2].map(PaymentAttempt.init)),
                    found[3].first.map(PaymentIntent.init)
                )
                if !statements.isEmpty { _ = try await tx.batch(statements) }
            }
            wake()
            return .stored(step.attempt)
        }
    }

    /// The customer can go to the bank's page: the intent says so, and a message.
    func bookChallenge(_ step: AttemptStep) async throws -> Entry {
        try await undoing {
            try await database.transaction { tx in
                let found = try await tx.batch([
                    SessionStore.locking(step.attempt.session),
                    AttemptStore.take(step),
                    PaymentIntentStore.intent(of: step.attempt.session),
                ])
                guard var session = try found[0].first.map(SessionStore.session), !found[1].isEmpty,
                    session.progress.status == .open, var intent = try found[2].first.map(PaymentIntent.init)
                else { throw Rollback(entry: .stale) }
                intent.status = .requiresAction
                session.progress.sequence += 1
                _ = try await tx.batch(
                    [PaymentIntentStore.update(intent), SessionStore.numbering(1, of: session.id)]
                        + MessageLog.append(
                            scribe.messages([scribe.reached(intent, of: session)], of: session, at: step.at)
                        )
                )
            }
            wake()
            return .stored(step.attempt)
        }
    }

    private func statementsOfEnd(
        _ step: AttemptStep,
        _ session: Session,
        _ limits: AttemptLimits,
        _ intent: PaymentIntent?
    ) throws -> [SQL] {
        var (session, intent) = (session, intent)
        var statements: [SQL] = []
        var drafts: [PaymentScribe.Draft] = []
        let isOpen = session.progress.status == .open
        if let decline = step.attempt.decline {
            var charge: Charge?
            // Without an authentication nobody was asked for money, so there is nothing that a charge could tell.
            if step.attempt.state != .notAuthenticated {
                let failed = Charge.make(of: step.attempt, at: step.at, randomness)
                statements.append(ChargeStore.insert(failed))
                drafts.append(scribe.failed(failed, of: session))
                charge = failed
            }
            if isOpen, var failed = intent {
                failed.status = .requiresPaymentMethod
                failed.latestCharge = charge?.id ?? failed.latestCharge
                failed.lastError = PaymentFailure(decline: decline, charge: charge?.id)
                statements.append(PaymentIntentStore.update(failed))
                drafts.append(scribe.reached(failed, of: session))
                intent = failed
            }
        }
        if isOpen, limits.isExhausted {
            return statements
                + (try ending.statementsOfEnd(session, intent, .automatic, drafts: drafts, at: step.at)).statements
        }
        guard !drafts.isEmpty else { return statements }
        session.progress.sequence += drafts.count
        statements.append(SessionStore.numbering(drafts.count, of: session.id))
        return statements + MessageLog.append(scribe.messages(drafts, of: session, at: step.at))
    }

    private func undoing(_ body: () async throws -> Entry) async throws -> Entry {
        do {
            return try await body()
        } catch let rollback as Rollback {
            return rollback.entry
        }
    }
}
