import Foundation
import Messages
import Payments
import Postgres

/// The books of payments: what an attempt's steps mean for session, intent and charge, each in one transaction.
///
/// Every write is bound to the attempt's state and fence. A connection lost during COMMIT is answered by looking: a write
/// that is repeated finds its own traces and counts as done (design §4.2).
package struct AttemptBook: Sendable {
    /// How storing a step ended.
    package enum Entry: Sendable, Equatable {
        case stored(PaymentAttempt)
        /// The attempt has moved on without us, or another process has taken it over: hands off.
        case stale
        /// The acquirer approved, but the session is not open any more; nothing was written.
        case unwanted
    }

    let database: Database
    let attempts: AttemptStore
    let ending: PaymentEnding
    let randomness: Randomness
    /// Called after each commit that wrote messages.
    let wake: @Sendable () -> Void

    package init(
        _ database: Database,
        sessions: SessionObject,
        randomness: Randomness,
        clock: WallClock,
        wake: @escaping @Sendable () -> Void
    ) {
        self.database = database
        attempts = AttemptStore(database)
        ending = PaymentEnding(sessions: sessions, randomness: randomness, clock: clock)
        self.randomness = randomness
        self.wake = wake
    }

    var scribe: PaymentScribe { ending.scribe }

    /// Stores a step together with everything that follows from it in the books.
    ///
    /// - Throws: `PostgresError` when nothing was written; `AttemptMachine.Refused`.
    package func store(
        _ attempt: PaymentAttempt,
        _ event: AttemptEvent,
        note: String? = nil,
        at now: Date
    ) async throws -> Entry {
        let step = try AttemptStep.make(attempt, event, note: note, at: now)
        let effects = try AttemptMachine.step(attempt.state, event).effects
        return try await settle(step) {
            if effects.contains(.bookPayment) { return try await bookPayment(step) }
            if effects.contains(.bookDecline) || event == .reversed { return try await bookEnd(step) }
            if effects.contains(.bookChallenge) { return try await bookChallenge(step) }
            return try await take([step]) ? .stored(step.attempt) : .stale
        }
    }

    /// Two steps between which nobody is asked for anything, in one commit.
    func store(
        _ attempt: PaymentAttempt,
        _ first: AttemptEvent,
        then second: AttemptEvent,
        note: String? = nil,
        at now: Date
    ) async throws -> Entry {
        let one = try AttemptStep.make(attempt, first, note: note, at: now)
        let two = try AttemptStep.make(one.attempt, second, note: note, at: now)
        return try await settle(two) {
            try await take([one, two]) ? .stored(two.attempt) : .stale
        }
    }

    /// Steps that nothing but the attempt's own row knows of; an intent that waited for the customer waits no longer.
    private func take(_ steps: [AttemptStep]) async throws -> Bool {
        let isBack = steps.first?.before == .needsAuthentication
        return try await attempts.take(steps, releasing: isBack ? steps.first.map { $0.attempt.session } : nil)
    }

    /// Writes until the outcome is known.
    ///
    /// That an attempt has moved on may be our own doing, in a commit whose answer was lost; so that is looked at before it
    /// is believed.
    private func settle(_ step: AttemptStep, _ write: () async throws -> Entry) async throws -> Entry {
        while true {
            do {
                let entry = try await write()
                if case .stored = entry { return entry }
                return try await isStored(step) ? .stored(step.attempt) : entry
            } catch PostgresError.unknownOutcome {
                continue
            }
        }
    }

    /// Whether the step is the last one that was stored, and by us.
    private func isStored(_ step: AttemptStep) async throws -> Bool {
        let attempt = try await attempts.attempt(step.attempt.id)
        return attempt?.state == step.attempt.state && attempt?.lastEvent == step.event
            && attempt?.fence == step.attempt.fence
    }
}
