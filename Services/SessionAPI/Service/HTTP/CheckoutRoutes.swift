import HTTPKit
import Hummingbird
import Payments
import SessionClient

/// The internal routes of the customer's page; only hosted-page may call them.
package struct CheckoutRoutes: Sendable {
    private let desk: CheckoutDesk

    package init(_ desk: CheckoutDesk) {
        self.desk = desk
    }

    /// Adds the routes to a group that lets nobody but hosted-page in.
    package func add(to group: RouterGroup<PaydeskContext>) {
        let checkout = group.group("/internal/checkout/:session")
        checkout.get("/", use: show)
        checkout.post("/confirm", use: confirm)
        checkout.get("/outcome", use: outcome)
    }

    @Sendable private func show(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let id = try session(context)
        let nonce = request.uri.queryParameters["nonce"].map(String.init)
        return try answer(try await desk.view(id, nonce: nonce), id)
    }

    @Sendable private func confirm(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let id = try session(context)
        let body = try await request.decodedJSON(as: ConfirmRequest.self)
        return try answer(try await desk.confirm(id, body), id)
    }

    @Sendable private func outcome(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let id = try session(context)
        let seconds = request.uri.queryParameters["wait"].flatMap { Int($0) } ?? 0
        let wait = min(max(seconds, 0), CheckoutClient.longestWait)
        return try answer(try await desk.outcome(id, wait: .seconds(wait)), id)
    }

    private func session(_ context: PaydeskContext) throws -> ID<Session> {
        let text = try context.parameters.require("session")
        guard let id = ID<Session>(text) else { throw APIError.noSuch("checkout session", text, param: "session") }
        return id
    }

    private func answer(_ value: (some Encodable)?, _ id: ID<Session>) throws -> Response {
        guard let value else { throw APIError.noSuch("checkout session", id.rawValue, param: "session") }
        return try Response(encoding: value)
    }
}
