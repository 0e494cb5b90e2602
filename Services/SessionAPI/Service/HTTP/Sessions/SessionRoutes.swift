import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore
import Payments

/// `checkout/sessions`: create, list, retrieve, update, expire, and the lines of one.
struct SessionRoutes: Sendable {
    let creator: SessionCreator
    let expiry: SessionExpiry
    let updates: SessionUpdates
    let sessions: SessionStore
    let view: SessionView
    let clock: WallClock

    func add(to group: RouterGroup<MerchantContext>) {
        group.group("checkout/sessions")
            .post(use: create)
            .get(use: list)
            .get(":session", use: show)
            .post(":session", use: update)
            .post(":session/expire", use: expire)
            .get(":session/line_items", use: lineItems)
    }

    private func create(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let key = try request.idempotencyKey(of: context)
        let parameters = try await request.formParameters()
        let made = try await creator.create(parameters, for: context.principal, in: context.version, key: key)
        // A replay speaks the words of the first answer, whatever the repeated request asked for.
        let body = try view.asCreated(made.session, showing: Expansions(rereading: parameters))
        return Response(dialect: body, headers: .replay(made.isReplay))
    }

    private func list(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let wanted = try SessionListRequest(FormParameters.parse(query: request.uri.query), context)
        switch try await sessions.sessions(wanted.query) {
        case .page(let found, let hasMore):
            let body = try await view.list(found, hasMore: hasMore, in: context.version, showing: wanted.wishes)
            return Response(dialect: body)
        case .noSuchStart: throw wanted.noSuchStart
        }
    }

    private func show(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let wishes = try ParameterReader.read(FormParameters.parse(query: request.uri.query)) { try $0.expansions() }
        let session = try await find(context)
        return Response(dialect: try await view.json(session, in: context.version, showing: wishes))
    }

    private func update(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let key = try request.idempotencyKey(of: context)
        let parameters = try await request.formParameters()
        let (change, wishes) = try ParameterReader.read(parameters) { try $0.sessionChange() }
        let id = try Self.id(in: context)
        let target = target(id, "", context, key, parameters, wishes)
        let kept = try await updates.update(SessionUpdates.Request(target, metadata: change)) { outcome, details in
            try view.answer(to: outcome, details, id, in: context.version, showing: wishes)
        }
        return try Response(kept)
    }

    private func lineItems(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let (page, places) = try ParameterReader.read(FormParameters.parse(query: request.uri.query)) { reader in
            let places = try reader.expand(allowing: ["data.price.product"])
            return (try reader.page(), places)
        }
        let session = try await find(context)
        return Response(dialect: try view.lineItems(of: session, page, showsProducts: !places.isEmpty))
    }

    private func expire(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let key = try request.idempotencyKey(of: context)
        let parameters = try await request.formParameters()
        let wishes = try ParameterReader.read(parameters) { try $0.expansions() }
        let id = try Self.id(in: context)
        let target = target(id, "/expire", context, key, parameters, wishes)
        let kept = try await expiry.expire(.init(target, id: context.requestID)) { outcome, details in
            try view.answer(to: outcome, details, id, in: context.version, showing: wishes)
        }
        return try Response(kept)
    }

    /// What an update is about; its path is the same whichever door it came through.
    private func target(
        _ id: ID<Session>,
        _ verb: String,
        _ context: MerchantContext,
        _ key: IdempotencyStore.Key?,
        _ parameters: Parameter,
        _ wishes: Expansions
    ) -> SessionTarget {
        SessionTarget(
            session: id,
            merchant: context.merchant,
            livemode: context.livemode,
            now: context.principal.merchant.time(clock.now, livemode: context.livemode),
            key: key,
            question: .init(path: "POST /v1/checkout/sessions/\(id)\(verb)", digest: parameters.digestOfChange),
            shows: (wishes.paymentIntent, wishes.charge)
        )
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
