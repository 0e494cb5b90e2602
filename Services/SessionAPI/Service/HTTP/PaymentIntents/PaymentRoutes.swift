import HTTPKit
import Hummingbird
import Payments

/// `/v1/payment_intents/{id}` and `/v1/charges/{id}`: how a session was paid, to be read.
struct PaymentRoutes: Sendable {
    let view: PaymentView

    func add(to group: RouterGroup<MerchantContext>) {
        group.get("payment_intents/:intent", use: intent)
        group.get("charges/:charge", use: charge)
    }

    private func intent(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let wishes = try request.wishes(among: Expansions.ofPaymentIntent)
        let text = context.parameters.get("intent") ?? ""
        guard let id = ID<PaymentIntent>(text),
            let json = try await view.intent(
                id,
                of: context.principal,
                showingCharge: wishes.contains { $0.hasPrefix("latest_charge") }
            )
        else { throw APIError.noSuch("payment_intent", Self.shown(text), param: "intent") }
        return Response(json: json)
    }

    private func charge(_ request: Request, _ context: MerchantContext) async throws -> Response {
        _ = try request.wishes(among: Expansions.ofCharge)
        let text = context.parameters.get("charge") ?? ""
        guard let id = ID<Charge>(text), let json = try await view.charge(id, of: context.principal) else {
            throw APIError.noSuch("charge", Self.shown(text), param: "charge")
        }
        return Response(json: json)
    }

    private static func shown(_ id: String) -> String {
        ParameterReader.shown(CardNumberScan.masked(id))
    }
}
