import Foundation
import Logging
import Metrics
import Payments
import SessionClient

/// Asks for an authentication, and writes down what the bank says: at once, or after the customer was there.
struct AttemptAuthentication: Sendable {
    let server: DirectoryServer
    let closing: AttemptClosing
    /// The machine's clock.
    let clock: WallClock
    let randomness: Randomness

    /// The attempt with the authentication that it will have; the step that stores it comes before the call.
    func begun(_ attempt: PaymentAttempt, because reason: AuthenticationReason) -> PaymentAttempt {
        var attempt = attempt
        attempt.authentication = Authentication(id: randomness.uuidV7(at: clock.now), reason: reason)
        attempt.isSoftDeclined = reason == .issuer
        return attempt
    }

    /// Asks the directory server about an attempt that stands as `needs_authentication`, at the merchant's time.
    ///
    /// - Returns: the attempt when it is authenticated, or may go on without; nil when it does not go on from here.
    func ask(_ attempt: PaymentAttempt, _ order: PaymentOrder, time: () -> Date) async throws -> PaymentAttempt? {
        guard let authentication = attempt.authentication else { return nil }
        let answer = await server.ask(
            AuthenticationOrder(
                attempt: attempt,
                authentication: authentication,
                merchantName: order.merchantName,
                client: order.client,
                now: clock.now
            )
        )
        // Silence of our own making says nothing about the bank: the attempt is left as it is, and given up by recovery.
        if answer.fault != nil { try Task.checkCancellation() }
        if let fault = answer.fault {
            closing.logger.warning(
                "The directory server gave no answer",
                metadata: ["attempt.id": "\(attempt.id)", "reason": "\(fault)"]
            )
        }
        var heard = attempt
        let policy = order.settings.threeDSecureUnavailable
        guard let event = heard.hear(answer.word, unavailable: policy, at: clock.now) else { return nil }
        Self.count(answer.word)
        let note = "\(answer.word.status.rawValue)\(answer.fault.map { ": \($0)" } ?? "")"
        guard case .stored(let stored) = try await closing.store(heard, event, note: note, at: time()) else {
            return nil
        }
        return stored.state == .authenticated ? stored : nil
    }

    static func count(_ word: AuthenticationWord) {
        Counter(
            label: "paydesk_authentications_total",
            dimensions: [("message", word.message.rawValue), ("status", word.status.rawValue)]
        ).increment()
    }
}
