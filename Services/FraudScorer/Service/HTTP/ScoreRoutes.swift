import Foundation
import FraudClient
import HTTPKit
import Hummingbird
import Logging
import Payments

/// `POST /internal/score`: the one thing that the scorer is asked.
struct ScoreRoutes: Sendable {
    /// Scores a payment; throws when the verdict cannot be had for the moment.
    let score: @Sendable (Payment) async throws -> Verdict

    func add(to group: RouterGroup<PaydeskContext>) {
        group.post("score", use: post)
    }

    private func post(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let payment = try Payment(try await request.decodedJSON(as: ScoreRequest.self, upTo: Limits.bodyBytes))
        do {
            return try Response(encoding: ScoreResponse(try await score(payment)))
        } catch {
            context.logger.warning(
                "No verdict",
                metadata: ["payment.attempt": .string(payment.attempt), "error": .string("\(error)")]
            )
            throw APIError.unavailable("The scorer has no verdict for the moment. Asking again is safe.")
        }
    }
}

extension Payment {
    /// A payment as the wire says it, checked.
    ///
    /// - Throws: `APIError` 400 naming the field.
    init(_ request: ScoreRequest) throws(APIError) {
        guard let currency = Currency(request.currency) else {
            throw .invalid("currency", "Not a currency that is taken: \(request.currency.prefix(8))")
        }
        guard request.amount >= 0 else { throw .invalid("amount", "An amount cannot be negative.") }
        for (name, text) in [
            ("attempt", request.attempt), ("session", request.session), ("merchant", request.merchant),
            ("card[fingerprint]", request.card.fingerprint),
            ("card[network_fingerprint]", request.card.networkFingerprint),
        ] where text.isEmpty || text.utf8.count > Limits.idBytes {
            throw .invalid(name, "Expected 1 to \(Limits.idBytes) characters.")
        }
        self.init(
            attempt: request.attempt,
            session: request.session,
            merchant: request.merchant,
            livemode: request.livemode,
            money: Money(request.amount, currency),
            card: Card(
                fingerprint: request.card.fingerprint,
                networkFingerprint: request.card.networkFingerprint,
                bin: request.card.bin,
                last4: request.card.last4,
                isPrepaid: request.card.funding == "prepaid"
            ),
            address: request.ip.flatMap { NetworkAddress($0) },
            emailHash: request.emailHash.flatMap { $0.isEmpty ? nil : $0.lowercased() },
            userAgent: request.userAgent,
            acceptLanguage: request.acceptLanguage,
            at: Date(timeIntervalSince1970: Double(request.at) / 1000),
            enforcesInTest: request.enforceInTest ?? false
        )
    }
}

extension ScoreResponse {
    init(_ verdict: Verdict) {
        self.init(
            score: verdict.score,
            decision: Decision(verdict.decision),
            reasons: verdict.reasons.map { Reason(code: $0.code, points: $0.points, message: $0.message) },
            enforced: verdict.isEnforced,
            computedScore: verdict.computedScore,
            computedDecision: Decision(verdict.computedDecision)
        )
    }
}

extension ScoreResponse.Decision {
    fileprivate init(_ decision: FraudService.Decision) {
        switch decision {
        case .allow: self = .allow
        case .authenticate: self = .authenticate
        case .review: self = .review
        case .block: self = .block
        }
    }
}
