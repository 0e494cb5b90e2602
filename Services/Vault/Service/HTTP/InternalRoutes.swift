import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Payments
import VaultClient

/// The vault's internal side, for session-api: what may be known of a card, and calls to acquirers.
struct InternalRoutes: Sendable {
    let views: CardViews
    let relay: Relay
    let credentials: CallerCredentials

    func add(to router: Router<PaydeskContext>) {
        router.group("/internal")
            .add(middleware: InternalAuthMiddleware(credentials, allow: [.sessionAPI]))
            .get("tokens/by-nonce/:nonce", use: showByNonce)
            .get("tokens/:token", use: show)
            .post("relay", use: relayCall)
    }

    @Sendable func showByNonce(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let nonce = try context.parameters.require("nonce")
        return try await answer(context) { try await views.view(nonce: nonce) }
    }

    @Sendable func show(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let token = try context.parameters.require("token")
        return try await answer(context) { try await views.view(token) }
    }

    @Sendable func relayCall(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        do {
            let answer = try await relay.perform(
                order(in: request),
                for: context.caller?.rawValue ?? "unknown",
                requestID: context.requestID,
                logger: context.logger
            )
            return try Response(encoding: answer)
        } catch let refusal as RelayRefusal {
            relay.metrics.relayRefused(refusal)
            return try refusal.apiError.response(from: request, context: context)
        }
    }

    private func order(in request: Request) async throws -> RelayOrder {
        var request = request
        let bytes = try await request.collectBody(upTo: 2 * Limits.relayBodyBytes)
        guard let tree = try? JSONReader.read(Array(bytes.readableBytesView)) else {
            // What is wrong with it does not matter: our own services send JSON.
            throw RelayRefusal.badRequest("body", "Send JSON.")
        }
        return try RelayOrder(tree)
    }

    private func answer(_ context: PaydeskContext, _ look: () async throws -> CardView?) async throws -> Response {
        let view: CardView?
        do {
            view = try await look()
        } catch {
            context.logger.warning("Card not looked up", metadata: ["error": "\(error)"])
            throw APIError.unavailable("The vault's database is away.")
        }
        guard let view else {
            throw APIError(
                .notFound,
                code: "resource_missing",
                param: "token",
                "There is no such card, or not any more."
            )
        }
        return try Response(encoding: view)
    }
}
