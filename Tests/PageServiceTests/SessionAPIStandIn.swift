import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import SessionClient
import Synchronization

/// The world outside of this service: a server that speaks session-api's side of the contract over real HTTP, and says
/// what the test wants it to say.
final class SessionAPIStandIn: Sendable {
    struct Script: Sendable {
        var view: CheckoutView?
        /// The card behind a nonce.
        var cards: [String: CardOnPage] = [:]
        var outcome: ConfirmOutcome = .complete
        var refusal: ConfirmRefusal?
        /// The view that `confirm` answers with; `view` if nil.
        var viewAfter: CheckoutView?
        /// Answers everything with this status instead.
        var failure: HTTPResponse.Status?
    }

    private let script: Mutex<Script>
    private let seen = Mutex<[ConfirmRequest]>([])

    init(_ script: Script) {
        self.script = Mutex(script)
    }

    /// What the page asked to be paid.
    var confirmations: [ConfirmRequest] { seen.withLock { $0 } }

    func change(_ change: (inout Script) -> Void) {
        script.withLock { change(&$0) }
    }

    func router() -> Router<PaydeskContext> {
        let router = Router(context: PaydeskContext.self)
        router.get("/health/live") { _, _ in Response(json: "{\"status\":\"live\"}") }
        router.get("/internal/checkout/{session}") { request, context in
            try self.answer(context, nonce: request.uri.queryParameters["nonce"].map(String.init))
        }
        router.get("/internal/checkout/{session}/outcome") { _, context in try self.answer(context, nonce: nil) }
        router.post("/internal/checkout/{session}/confirm") { request, context in
            let confirmation: ConfirmRequest = try await request.decodedJSON()
            self.seen.withLock { $0.append(confirmation) }
            return try self.confirm(context)
        }
        return router
    }

    private func current(_ context: PaydeskContext) throws -> (Script, CheckoutView) {
        let script = script.withLock { $0 }
        if let failure = script.failure { throw HTTPError(failure) }
        guard let view = script.view, context.parameters.get("session") == view.session else {
            throw HTTPError(.notFound)
        }
        return (script, view)
    }

    private func answer(_ context: PaydeskContext, nonce: String?) throws -> Response {
        let (script, view) = try current(context)
        return try Response(encoding: view.with { $0.card = nonce.flatMap { script.cards[$0] } })
    }

    private func confirm(_ context: PaydeskContext) throws -> Response {
        let (script, view) = try current(context)
        return try Response(
            encoding: ConfirmResult(outcome: script.outcome, code: script.refusal, view: script.viewAfter ?? view)
        )
    }
}
