import Foundation
import FraudClient
import HTTPKit
import Logging
import Metrics
import Payments
import Secrets
import SessionClient
import VaultClient

/// Asks the fraud scorer, and never waits for it longer than it may take (50 ms): then the payment goes on, flagged.
struct RiskCheck: Sendable {
    let scorer: FraudClient
    let logger: Logger

    func assess(_ attempt: PaymentAttempt, _ order: PaymentOrder, at now: Date) async -> RiskAssessment {
        let started = ContinuousClock.now
        do {
            let answer = try await scorer.score(Self.request(attempt, order, at: now))
            Self.asked(answer.decision.rawValue, since: started)
            return RiskAssessment(
                score: min(max(answer.score, 0), 100),
                decision: RiskDecision(rawValue: answer.decision.rawValue) ?? .review,
                reasons: answer.reasons.map(\.code)
            )
        } catch {
            Self.asked("none", since: started)
            logger.warning(
                "The fraud scorer did not answer in time; the payment goes on without a score",
                metadata: ["attempt.id": "\(attempt.id)", "error": "\(error)"]
            )
            return .unavailable
        }
    }

    /// What the scorer said, `none` for silence, and how long that took.
    private static func asked(_ decision: String, since started: ContinuousClock.Instant) {
        Timer(label: "paydesk_score_seconds", dimensions: [("decision", decision)])
            .record(duration: started.duration(to: .now))
    }

    private static func request(_ attempt: PaymentAttempt, _ order: PaymentOrder, at now: Date) -> ScoreRequest {
        ScoreRequest(
            session: attempt.session.rawValue,
            attempt: attempt.id.rawValue,
            merchant: attempt.merchant.rawValue,
            livemode: attempt.livemode,
            amount: attempt.money.amount,
            currency: attempt.money.currency.code,
            card: .init(
                fingerprint: order.card.fingerprint,
                networkFingerprint: order.card.networkFingerprint,
                bin: order.card.bin,
                last4: order.card.last4,
                brand: order.card.brand.rawValue,
                funding: order.card.funding.rawValue,
                country: order.card.country
            ),
            ip: order.client.ip,
            emailHash: order.payer.email.map { Hex.encode(SHA256Digest.of(Array($0.lowercased().utf8))) },
            userAgent: order.client.userAgent,
            acceptLanguage: order.client.acceptLanguage,
            at: Int64(now.timeIntervalSince1970 * 1000),
            enforceInTest: order.settings.fraudEnforcedInTest
        )
    }
}
