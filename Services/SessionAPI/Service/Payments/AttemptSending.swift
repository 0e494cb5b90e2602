import Foundation
import Payments
import VaultClient

/// The way of a cleared attempt to the acquirer: the same for the runner and for whoever takes an attempt up again.
struct AttemptSending: Sendable {
    /// How long an acquirer that cannot be reached is tried again while the customer waits.
    static let patience: Duration = .seconds(8)

    let closing: AttemptClosing

    /// Sends once, and again only while it is certain that nothing has arrived.
    ///
    /// The security code goes along if the vault still has it. After an authentication the bank can do without: the
    /// customer has just proved more than that.
    func authorize(_ attempt: PaymentAttempt) async -> AuthorizationAnswer {
        guard let acquirer = closing.acquirers[attempt.acquirer] else { return .notSent("no such acquirer") }
        let deadline = ContinuousClock.now + Self.patience
        var takesCode = !attempt.isSoftDeclined
        var pause: Duration = .milliseconds(100)
        while true {
            let answer = await acquirer.authorize(
                AuthorizationOrder(
                    attempt,
                    token: ID(unchecked: attempt.card.token),
                    namePresent: attempt.card.isNamed,
                    takesCode: takesCode
                )
            )
            switch answer {
            case .codeGone where takesCode && attempt.authentication != nil: takesCode = false
            case .notSent where ContinuousClock.now + pause < deadline:
                do {
                    try await Task.sleep(for: pause)
                } catch {
                    return answer
                }
                pause = min(pause * 2, .seconds(1))
            default: return answer
            }
        }
    }

    /// Writes down what the acquirer has said, or that it has said nothing.
    func conclude(_ attempt: PaymentAttempt, _ answer: AuthorizationAnswer, at now: Date) async throws {
        switch answer {
        case .verdict(let verdict):
            // A reversal that was not acknowledged is in recovery's hands by its state.
            try await closing.conclude(attempt, verdict, at: now)
        case .notSent(let reason):
            _ = try await closing.store(attempt, .notSent, note: reason, at: now)
        case .codeGone:
            _ = try await closing.store(attempt, .cvcLost, note: "security code gone", at: now)
        case .cardGone(let reason):
            _ = try await closing.store(attempt, .cvcLost, note: reason, at: now)
        case .silence(let reason):
            _ = try await closing.store(attempt, .silence, note: reason, at: now)
        }
    }

    /// Sends an attempt that has been authenticated, and sees it to its end.
    func resume(_ attempt: PaymentAttempt, time: () -> Date) async throws {
        guard case .stored(let sending) = try await closing.store(attempt, .cleared, at: time()) else { return }
        let answer = await authorize(sending)
        try await conclude(sending, answer, at: time())
    }
}
