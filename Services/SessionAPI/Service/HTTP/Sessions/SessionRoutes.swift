import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore
import Payments

/// `/v1/checkout/sessions`: create, retrieve, expire, and the lines of one.
struct SessionRoutes: Sendable {
    let creator: SessionCreator
    let expiry: SessionExpiry
    let sessions: SessionStore
    let view: SessionView
    let clock: WallClock

    func add(to group: RouterGroup<MerchantContext>) {
        group.group("checkout/sessions")
            .post(use: create)
            .get(":session", use: show)
            .post(":session/expire", use: expire)
            .get(":session/line_items", use: lineItems)
    }

    private func create(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let key = try request.idempotencyKey(of: context)
        let parameters = try await request.formParameters()
        let made = try await creator.create(parameters, for: context.principal, in: context.version, key: key)
        // A replay speaks the words of the first answer, whatever the repeated request asked for.
        let body = try view.asCreated(made.session, showing: SessionView.wishes(in: parameters))
        return Response(dialect: body, headers: .replay(made.isReplay))
    }

    private func show(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let wishes = try request.wishes(among: SessionView.expandable)
        let session = try await find(context)
        return Response(dialect: try await view.json(session, in: context.version, showing: wishes))
    }

    private func lineItems(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let page = try ParameterReader.read(FormParameters.parse(query: request.uri.query)) { reader in
            _ = try reader.expand(allowing: [])
            return try reader.page()
        }
        let session = try await find(context)
        return Response(dialect: try view.lineItems(of: session, page))
    }

    private func expire(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let key = try request.idempotencyKey(of: context)
        let parameters = try await request.formParameters()
        let wishes = try ParameterReader.read(parameters) { try $0.expand(allowing: ["line_items"]) }
        let id = try Self.id(in: context)
        let kept = try await expiry.expire(
            SessionExpiry.Request(
                session: id,
                merchant: context.merchant,
                livemode: context.livemode,
                now: context.principal.merchant.time(clock.now, livemode: context.livemode),
                key: key,
                question: .init(path: "POST /v1/checkout/sessions/\(id)/expire", digest: parameters.digest),
                id: context.requestID
            )
        ) { try view.answer(to: $0, id, in: context.version, showing: wishes) }
        return try Response(kept)
    }

    private func find(_ context: MerchantContext) async throws -> Session {
        let id = try Self.id(in: context)
        if let session = try await sessions.session(id, of: context.merchant, livemode: context.livemode) {
            return session
        }
        throw APIError.noSuchSession(id, livemode: context.livemode)
    }

    private static func id(in context: MerchantContext) throws -> ID<Session> {
        let text = context.parameters.get("session") ?? ""
        guard let id = ID<Session>(text) else {
            let shown = ParameterReader.shown(CardNumberScan.masked(text))
            throw APIError.noSuch("checkout.session", shown, param: "session")
        }
        return id
    }
}

extension APIError {
    /// The id is not one of this merchant's in this mode; the hint comes from the id alone.
    static func noSuchSession(_ id: ID<Session>, livemode: Bool) -> APIError {
        var error = APIError.noSuch("checkout.session", id.rawValue, param: "session")
        if id.saysLivemode != livemode, id.saysLivemode || id.rawValue.hasPrefix("cs_test_") {
            let (its, key) = livemode ? ("test", "live") : ("live", "test")
            error.message += "; the id belongs to \(its) mode, but a \(key) mode key was used."
        }
        return error
    }
}
