import Foundation
import Logging
import Payments
import VaultClient

/// One attempt from pressing Pay to its outcome: score, send, book.
struct AttemptFlow: Sendable {
    /// How long an acquirer that cannot be reached is tried again while the customer waits.
    static let sendingPatience: Duration = .seconds(8)

    let closing: AttemptClosing
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
        guard case .started(var attempt) = start, let acquirer = closing.acquirers[attempt.acquirer] else { return }
        let assessment = await risk.assess(attempt, order, at: clock.now)
        attempt.risk = assessment
        guard assessment.decision != .block else {
            attempt.decline = .blocked
            _ = try await closing.store(attempt, .blocked, note: assessment.reasons.first, at: time())
            return
        }
        // `authenticate` is a flag for now: what it asks for comes with 3-D Secure.
        let entry = try await closing.book.store(attempt, .scored, then: .cleared, at: time())
        guard case .stored(let sending) = entry else { return }
        try await conclude(sending, await authorize(sending, order, acquirer), at: time())
    }

    /// Sends once, and again only while it is certain that nothing has arrived.
    private func authorize(
        _ attempt: PaymentAttempt,
        _ order: PaymentOrder,
        _ acquirer: any Acquirer
    ) async -> AuthorizationAnswer {
        let request = AuthorizationOrder(attempt, token: order.card.token, namePresent: order.card.namePresent)
        let deadline = ContinuousClock.now + Self.sendingPatience
        var pause: Duration = .milliseconds(100)
        while true {
            let answer = await acquirer.authorize(request)
            guard case .notSent = answer, ContinuousClock.now + pause < deadline else { return answer }
            do {
                try await Task.sleep(for: pause)
            } catch {
                return answer
            }
            pause = min(pause * 2, .seconds(1))
        }
    }

    private func conclude(_ attempt: PaymentAttempt, _ answer: AuthorizationAnswer, at now: Date) async throws {
        switch answer {
        case .verdict(let verdict):
            // A reversal that was not acknowledged is in recovery's hands by its state.
            try await closing.conclude(attempt, verdict, at: now)
        case .notSent(let reason):
            _ = try await closing.store(attempt, .notSent, note: reason, at: now)
        case .cardGone(let reason):
            _ = try await closing.store(attempt, .cvcLost, note: reason, at: now)
        case .silence(let reason):
            _ = try await closing.store(attempt, .silence, note: reason, at: now)
        }
    }
}
