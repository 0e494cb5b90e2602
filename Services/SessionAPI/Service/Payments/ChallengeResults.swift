import Foundation
import Logging
import Payments
import Postgres

/// Takes the issuer's word after a challenge: the one that counts, whatever the customer's browser says.
///
/// It is committed before it is acknowledged; then the attempt is recovery's, in this process or another, so that a process
/// that dies in between loses nothing.
package struct ChallengeResults: Sendable {
    let authentications: AuthenticationStore
    let attempts: AttemptStore
    let closing: AttemptClosing
    let recovery: AttemptRecovery
    let signals: PaymentSignals
    /// The machine's clock.
    let clock: WallClock
    let logger: Logger

    init(
        _ database: Database,
        closing: AttemptClosing,
        recovery: AttemptRecovery,
        signals: PaymentSignals,
        clock: WallClock
    ) {
        authentications = AuthenticationStore(database)
        attempts = AttemptStore(database)
        self.closing = closing
        self.recovery = recovery
        self.signals = signals
        self.clock = clock
        logger = closing.logger
    }

    /// Takes an RReq, once or again.
    ///
    /// - Throws: `ProtocolFault` for one that fits no challenge of ours, or contradicts what was said before;
    ///   `PostgresError`.
    package func take(_ result: ChallengeResult) async throws {
        // Another process may move the attempt between looking and writing; each time it has moved for good.
        for _ in 0..<5 {
            if try await take(once: result) { return }
        }
        throw ProtocolFault.unexpected("the transaction is being worked on")
    }

    /// - Returns: false when the attempt has moved on in between.
    private func take(once result: ChallengeResult) async throws -> Bool {
        guard let attempt = try await authentications.attempt(of: result.id),
            let authentication = attempt.authentication
        else { throw ProtocolFault.unknownTransaction }
        guard authentication.issuerTransaction == result.issuerTransaction else {
            throw ProtocolFault.wrongTransaction("acsTransID")
        }
        guard authentication.directoryTransaction == result.directoryTransaction else {
            throw ProtocolFault.wrongTransaction("dsTransID")
        }
        guard let challenge = authentication.challenge else { throw ProtocolFault.unexpected("no challenge") }
        guard attempt.state == .needsAuthentication else {
            try await takeAgain(result, attempt, authentication)
            return true
        }
        guard let snapshot = try await attempts.snapshot(attempt.session) else {
            throw ProtocolFault.unknownTransaction
        }
        let now = snapshot.merchant.time(clock.now, livemode: attempt.livemode)
        guard snapshot.session.progress.status == .open, !snapshot.session.isDue(at: now),
            !challenge.isOver(at: clock.now)
        else {
            // Its time is over, though nobody has written that down yet.
            let entry = try await closing.store(attempt, .abandoned, note: "answered too late", at: now)
            guard case .stored = entry else { return false }
            try await noteLate(result, attempt)
            return true
        }
        var heard = attempt
        let policy = snapshot.merchant.settings.threeDSecureUnavailable
        guard let event = heard.hear(result.word, unavailable: policy, at: clock.now) else {
            throw ProtocolFault.unexpected("transStatus")
        }
        let note = result.word.status.rawValue
        guard case .stored = try await closing.store(heard, event, note: note, at: now) else { return false }
        AttemptAuthentication.count(result.word)
        signals.signal(attempt.session)
        recovery.wake()
        return true
    }

    /// The same word again is fine; one that comes when the attempt has been given up is noted; another one is refused.
    private func takeAgain(
        _ result: ChallengeResult,
        _ attempt: PaymentAttempt,
        _ authentication: Authentication
    ) async throws {
        switch authentication.status {
        case result.word.status?: return
        case .challenge?: try await noteLate(result, attempt)
        default:
            logger.warning(
                "A bank contradicts itself about an authentication; the first word counts",
                metadata: ["attempt.id": "\(attempt.id)", "status": "\(result.word.status.rawValue)"]
            )
            throw ProtocolFault.unexpected("transStatus")
        }
    }

    private func noteLate(_ result: ChallengeResult, _ attempt: PaymentAttempt) async throws {
        logger.notice(
            "A bank's word came too late to count",
            metadata: ["attempt.id": "\(attempt.id)", "status": "\(result.word.status.rawValue)"]
        )
        try await authentications.noteLate(result.word.status, for: attempt.id, at: clock.now)
        signals.signal(attempt.session)
    }
}
