import HTTPKit
import Payments

/// Payment intents and charges as answers show them, one inside the other where the client wants that.
struct PaymentView: Sendable {
    let sessions: SessionStore
    let intents: PaymentIntentStore
    let charges: ChargeStore
    let object: SessionObject

    /// A merchant's intent.
    func intent(_ id: ID<PaymentIntent>, of principal: Principal, showingCharge: Bool) async throws -> String? {
        let merchant = principal.merchant.id
        guard let intent = try await intents.intent(id, of: merchant, livemode: principal.livemode),
            let session = try await sessions.session(intent.session, of: merchant, livemode: principal.livemode)
        else { return nil }
        return try await json(intent, of: session, showingCharge: showingCharge)
    }

    /// A merchant's charge.
    func charge(_ id: ID<Charge>, of principal: Principal) async throws -> String? {
        let merchant = principal.merchant.id
        guard let charge = try await charges.charge(id, of: merchant, livemode: principal.livemode),
            let session = try await sessions.session(charge.attempt.session, of: merchant, livemode: principal.livemode)
        else { return nil }
        return ChargeObject(charge, of: session).json
    }

    private func json(_ intent: PaymentIntent, of session: Session, showingCharge: Bool) async throws -> String {
        var charge: String?
        if showingCharge, let id = intent.latestCharge {
            charge = try await charges.charge(id, of: session.merchant, livemode: session.livemode)
                .map { ChargeObject($0, of: session).json }
        }
        return PaymentIntentObject(intent, of: session, page: object.page(of: session.id)).json(showing: charge)
    }
}
