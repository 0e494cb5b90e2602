import HTTPKit
import HTTPTypes
import Hummingbird
import Messages
import Payments

/// `/v1/webhook_endpoints`: create, retrieve, list, delete.
struct EndpointRoutes: Sendable {
    let registration: EndpointRegistration
    let endpoints: EndpointStore
    let clock: WallClock
    /// Whether test-mode endpoints may have private addresses.
    let allowsPrivate: Bool

    func add(to group: RouterGroup<MerchantContext>) {
        group.group("webhook_endpoints")
            .post(use: create)
            .get(use: list)
            .get(":endpoint", use: show)
            .delete(":endpoint", use: delete)
    }

    private func create(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let key = try request.idempotencyKey(of: context)
        let parameters = try await request.formParameters()
        let wanted = try EndpointRequest(parameters, livemode: context.livemode, allowPrivate: allowsPrivate)
        do {
            let kept = try await registration.register(
                NewEndpoint(wanted, of: context),
                key: key,
                question: .init(path: "POST /v1/webhook_endpoints", digest: parameters.digest),
                at: context.principal.merchant.time(clock.now, livemode: context.livemode),
                write: EndpointObject.json
            )
            return try Response(kept)
        } catch EndpointStoreError.limitReached {
            throw APIError(
                .badRequest,
                "An account may have at most \(Endpoint.limit) webhook endpoints in each mode. Delete one first."
            )
        }
    }

    private func show(_ request: Request, _ context: MerchantContext) async throws -> Response {
        _ = try request.wishes(among: [])
        let id = try Self.id(in: context)
        guard
            let endpoint = try await endpoints.find(id, merchant: context.merchant.rawValue, livemode: context.livemode)
        else { throw Self.noSuch(id.rawValue) }
        return Response(json: EndpointObject.json(endpoint))
    }

    private func list(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let page = try ParameterReader.read(FormParameters.parse(query: request.uri.query)) { reader in
            _ = try reader.expand(allowing: [])
            return try reader.page()
        }
        do {
            let found = try await endpoints.list(
                merchant: context.merchant.rawValue,
                livemode: context.livemode,
                limit: page.limit,
                startingAfter: page.startingAfter.map { ID(unchecked: $0) },
                endingBefore: page.endingBefore.map { ID(unchecked: $0) }
            )
            return Response(json: EndpointObject.list(found.endpoints, hasMore: found.hasMore))
        } catch EndpointStoreError.unknownCursor(let id) {
            let param = page.startingAfter == nil ? "ending_before" : "starting_after"
            throw APIError.invalid(
                param,
                code: "resource_missing",
                "No such webhook endpoint: '\(ParameterReader.shown(id.rawValue))'"
            )
        }
    }

    private func delete(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let id = try Self.id(in: context)
        guard
            try await endpoints.delete(id, merchant: context.merchant.rawValue, livemode: context.livemode)
        else { throw Self.noSuch(id.rawValue) }
        return Response(json: EndpointObject.deleted(id.rawValue))
    }

    private static func id(in context: MerchantContext) throws -> ID<Endpoint> {
        let text = context.parameters.get("endpoint") ?? ""
        guard let id = ID<Endpoint>(text) else { throw noSuch(ParameterReader.shown(CardNumberScan.masked(text))) }
        return id
    }

    private static func noSuch(_ id: String) -> APIError {
        .noSuch("webhook endpoint", id, param: "webhook_endpoint")
    }
}

extension NewEndpoint {
    fileprivate init(_ request: EndpointRequest, of context: MerchantContext) {
        self.init(
            merchant: context.merchant.rawValue,
            livemode: context.livemode,
            url: request.url,
            eventTypes: request.eventTypes,
            apiVersion: request.apiVersion,
            description: request.description,
            metadata: request.metadata
        )
    }
}
