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
        /// The session behind each session data of a challenge.
        var returns: [String: String] = [:]
        /// Pictures by merchant and hash, with a slash between.
        var images: [String: [UInt8]] = [:]
        /// Answers everything with this status instead.
        var failure: HTTPResponse.Status?
    }

    private let script: Mutex<Script>
    private let seen = Mutex<[ConfirmRequest]>([])
    private let returned = Mutex<[ChallengeReturn]>([])
    private let imagesAsked = Mutex(0)

    init(_ script: Script) {
        self.script = Mutex(script)
    }

    /// What the page asked to be paid.
    var confirmations: [ConfirmRequest] { seen.withLock { $0 } }

    /// With what customers came back from their bank.
    var returns: [ChallengeReturn] { returned.withLock { $0 } }

    /// How often a picture was asked for.
    var imageCount: Int { imagesAsked.withLock { $0 } }

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
        router.post("/internal/challenge-returns") { request, _ in
            let back: ChallengeReturn = try await request.decodedJSON()
            self.returned.withLock { $0.append(back) }
            return try self.session(of: back)
        }
        router.get("/internal/merchants/{id}/images/{hash}") { _, context in
            self.imagesAsked.withLock { $0 += 1 }
            return try self.image(context)
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

    private func session(of back: ChallengeReturn) throws -> Response {
        let script = script.withLock { $0 }
        if let failure = script.failure { throw HTTPError(failure) }
        guard let session = script.returns[back.sessionData] else { throw HTTPError(.badRequest) }
        return try Response(encoding: ChallengeReturned(session: session))
    }

    private func image(_ context: PaydeskContext) throws -> Response {
        let script = script.withLock { $0 }
        if let failure = script.failure { throw HTTPError(failure) }
        let path = "\(context.parameters.get("id") ?? "")/\(context.parameters.get("hash") ?? "")"
        guard let bytes = script.images[path] else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [.contentType: "image/svg+xml"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private func confirm(_ context: PaydeskContext) throws -> Response {
        let (script, view) = try current(context)
        return try Response(
            encoding: ConfirmResult(outcome: script.outcome, code: script.refusal, view: script.viewAfter ?? view)
        )
    }
}
