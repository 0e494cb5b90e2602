import Foundation
import Logging
import Payments

/// One attempt from pressing Pay to its outcome: score, authenticate where somebody wants that, send, book.
struct AttemptFlow: Sendable {
    let closing: AttemptClosing
    let sending: AttemptSending
    let authentication: AttemptAuthentication
    let risk: RiskCheck
    let recovery: AttemptRecovery
    let heartbeat: AttemptHeartbeat
    let hands: AttemptHands
    let signals: PaymentSignals
    let runner: String
    let clock: WallClock
    let logger: Logger

    /// Runs an order to its end; then the outcome stands in the attempt's row, or nothing was begun.
    func run(_ order: PaymentOrder, at now: Date) async {
        // Business time goes on while this runs, as far ahead of the clock as it was.
        let ahead = now.timeIntervalSince(clock.now)
        hands.take(order.id)
        do {
            try await run(order) { clock.now.addingTimeInterval(ahead) }
        } catch {
            logger.error(
                "An attempt was left to recovery",
                metadata: ["attempt.id": "\(order.id)", "error": "\(error)"]
            )
        }
        hands.release(order.id)
        signals.signal(order.session)
        recovery.wake()
    }

    private func run(_ order: PaymentOrder, time: () -> Date) async throws {
        guard heartbeat.isAlive else {
            return logger.error(
                "No attempt was begun: this process could not give a sign of life",
                metadata: ["session.id": "\(order.session)"]
            )
        }
        let start = try await closing.book.start(order, runner: runner, at: time())
        guard case .started(var attempt) = start else { return }
        guard try await !isRejectedCard(attempt) else {
            attempt.risk = RiskAssessment(score: nil, decision: .block, reasons: ["card_rejected_by_bank"])
            attempt.decline = Decline(.doNotTryAgain)
            _ = try await closing.store(attempt, .blocked, note: "its bank wants no payment with this card", at: time())
            return
        }
        let assessment = await risk.assess(attempt, order, at: clock.now).following(order.settings.fraudWhenAway)
        attempt.risk = assessment
        guard assessment.decision != .block else {
            attempt.decline = .blocked
            _ = try await closing.store(attempt, .blocked, note: assessment.reasons.first, at: time())
            return
        }
        if let reason = AuthenticationReason(order.threeDSecure, assessment) {
            try await authenticate(attempt, because: reason, order, time: time)
        } else {
            let entry = try await closing.book.store(attempt, .scored, then: .cleared, at: time())
            guard case .stored(let sending) = entry else { return }
            try await send(sending, order, time: time)
        }
    }

    /// Asks for the money; a bank that wants an authentication first gets one, once.
    private func send(_ attempt: PaymentAttempt, _ order: PaymentOrder, time: () -> Date) async throws {
        let answer = await sending.authorize(attempt)
        guard case .verdict(.declined(let decline)) = answer, decline.code == .authenticationRequired,
            attempt.authentication == nil
        else { return try await sending.conclude(attempt, answer, at: time()) }
        try await authenticate(attempt, because: .issuer, order, time: time)
    }

    /// Asks the card's bank about the customer, and goes on when the bank needs nothing from the customer.
    ///
    /// With a challenge this ends: nothing waits in memory for the customer. Who hears the bank's word goes on from there.
    private func authenticate(
        _ attempt: PaymentAttempt,
        because reason: AuthenticationReason,
        _ order: PaymentOrder,
        time: () -> Date
    ) async throws {
        let begun = authentication.begun(attempt, because: reason)
        let note = reason.rawValue
        let entry =
            if attempt.state == .created {
                try await closing.book.store(begun, .scored, then: .authenticationRequired, note: note, at: time())
            } else {
                try await closing.store(begun, .authenticationRequired, note: note, at: time())
            }
        guard case .stored(let asking) = entry else { return }
        signals.signal(order.session)
        guard let authenticated = try await authentication.ask(asking, order, time: time) else { return }
        try await sending.resume(authenticated, time: time)
    }

    /// Whether the card's bank has already refused this card for good in this session.
    private func isRejectedCard(_ attempt: PaymentAttempt) async throws -> Bool {
        guard attempt.number > 1 else { return false }
        return try await closing.book.attempts.attempts(of: attempt.session).contains {
            $0.card.fingerprint == attempt.card.fingerprint && $0.authentication?.status == .rejected
        }
    }
}

extension AuthenticationReason {
    /// Who wants an authentication before the bank is asked for money; nil when nobody does.
    init?(_ request: Session.ThreeDSecureRequest, _ assessment: RiskAssessment) {
        switch (request, assessment.decision) {
        // The scorer's wish weighs more than the merchant's: there is no payment without.
        case (_, .authenticate) where !assessment.isMissing: self = .risk
        case (.challenge, _): self = .merchantChallenge
        case (_, .authenticate): self = .unscored
        case (.any, _): self = .merchant
        case (.automatic, _): return nil
        }
    }
}
