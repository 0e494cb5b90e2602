import HTTPKit
import Hummingbird
import Payments
import SessionClient

/// `POST /internal/challenge-returns`: a customer came back from the bank's page; only hosted-page may say so.
package struct ReturnRoutes: Sendable {
    private let desk: CheckoutDesk

    package init(_ desk: CheckoutDesk) {
        self.desk = desk
    }

    /// Adds the route to a group that lets nobody but hosted-page in.
    package func add(to group: RouterGroup<PaydeskContext>) {
        group.post("/internal/challenge-returns", use: note)
    }

    @Sendable private func note(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let back = try await request.decodedJSON(as: ChallengeReturn.self)
        guard let session = try await desk.challengeReturned(back) else {
            throw APIError(
                .badRequest,
                code: "session_data_invalid",
                param: "session_data",
                "This was not signed here, so it belongs to no payment."
            )
        }
        return try Response(encoding: ChallengeReturned(session: session.rawValue))
    }
}
