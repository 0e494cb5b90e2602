import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Payments

/// `/v1/refunds`: create, retrieve, list, and note something on one.
struct RefundRoutes: Sendable {
    let desk: RefundDesk
    let view: RefundView

    func add(to group: RouterGroup<MerchantContext>) {
        group.group("refunds")
            .post(use: create)
            .get(use: list)
            .get(":refund", use: show)
            .post(":refund", use: update)
    }

    private func create(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let key = try request.idempotencyKey(of: context)
        let parameters = try await request.formParameters()
        let wanted = try RefundRequest(parameters)
        let charge = try await desk.charge(wanted.target, of: context.principal)
        let cause = RefundCause(
            request: MerchantRequest(id: context.requestID, idempotencyKey: key?.text),
            key: key,
            question: .init(path: "POST /v1/refunds", digest: parameters.digest)
        )
        let kept = try await desk.refund(wanted.wish, of: charge, cause, at: time(context)) { refund in
            .init(status: 200, body: try await view.json(refund, of: context.principal, showing: wanted.wishes))
        }
        return try Response(kept)
    }

    private func show(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let wishes = try request.wishes(among: RefundView.expandable)
        let refund = try await find(context)
        return Response(json: try await view.json(refund, of: context.principal, showing: wishes))
    }

    private func list(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let (filter, page) = try ParameterReader.read(FormParameters.parse(query: request.uri.query)) { reader in
            var filter = RefundFilter()
            filter.charge = try reader.text("charge", upTo: 255).map { ID(unchecked: $0) }
            filter.intent = try reader.text("payment_intent", upTo: 255).map { ID(unchecked: $0) }
            filter.created = try reader.createdRange()
            _ = try reader.expand(allowing: [])
            return (filter, try reader.page())
        }
        var cursor: RefundStore.Cursor?
        if let last = page.startingAfter { cursor = .after(try await neighbor(last, "starting_after", context)) }
        if let first = page.endingBefore { cursor = .before(try await neighbor(first, "ending_before", context)) }
        let found = try await desk.refunds.page(
            of: context.merchant,
            livemode: context.livemode,
            filter,
            cursor,
            limit: page.limit
        )
        return Response(json: RefundView.list(found.refunds, hasMore: found.hasMore))
    }

    private func update(_ request: Request, _ context: MerchantContext) async throws -> Response {
        let key = try request.idempotencyKey(of: context)
        let parameters = try await request.formParameters()
        let change = try ParameterReader.read(parameters) { reader in
            _ = try reader.expand(allowing: [])
            return try MetadataChange(&reader, "metadata")
        }
        let refund = try await find(context)
        let cause = RefundCause(
            request: MerchantRequest(id: context.requestID, idempotencyKey: key?.text),
            key: key,
            question: .init(path: "POST /v1/refunds/\(refund.id)", digest: parameters.digest)
        )
        let kept = try await desk.annotate(refund, cause, at: time(context)) {
            try change.applied(to: $0)
        } answer: {
            .init(status: 200, body: RefundObject($0).json())
        }
        return try Response(kept)
    }

    private func time(_ context: MerchantContext) -> Date {
        desk.time(of: context.principal.merchant, livemode: context.livemode)
    }

    private func find(_ context: MerchantContext) async throws -> Refund {
        let text = context.parameters.get("refund") ?? ""
        guard let id = ID<Refund>(text),
            let refund = try await desk.refunds.refund(id, of: context.merchant, livemode: context.livemode)
        else { throw APIError.noSuch("refund", APIError.shown(text), param: "id") }
        return refund
    }

    private func neighbor(_ text: String, _ param: String, _ context: MerchantContext) async throws -> Refund {
        guard let id = ID<Refund>(text),
            let refund = try await desk.refunds.refund(id, of: context.merchant, livemode: context.livemode)
        else {
            throw APIError.invalid(param, code: "resource_missing", "No such refund: '\(APIError.shown(text))'")
        }
        return refund
    }
}

extension RefundDesk {
    /// The charge that a merchant means.
    ///
    /// - Throws: `APIError` when there is none, or when nothing was paid.
    func charge(_ target: RefundRequest.Target, of principal: Principal) async throws -> Charge {
        let (merchant, livemode) = (principal.merchant.id, principal.livemode)
        switch target {
        case .charge(let text):
            if let id = ID<Charge>(text), let charge = try await charges.charge(id, of: merchant, livemode: livemode) {
                return charge
            }
            throw APIError.noSuchPart("charge", text)
        case .intent(let text):
            guard let id = ID<PaymentIntent>(text),
                let intent = try await intents.intent(id, of: merchant, livemode: livemode)
            else { throw APIError.noSuchPart("payment_intent", text) }
            return try await charge(of: intent)
        }
    }

    /// The charge that paid an intent.
    ///
    /// - Throws: `APIError` when none did.
    func charge(of intent: PaymentIntent) async throws -> Charge {
        guard [.succeeded, .requiresCapture].contains(intent.status), let id = intent.latestCharge,
            let charge = try await charges.charge(id)
        else {
            throw APIError(
                .badRequest,
                code: "payment_intent_unexpected_state",
                param: "payment_intent",
                "This PaymentIntent (\(intent.id)) does not have a successful charge to refund: its status is "
                    + "\(intent.status.rawValue)."
            )
        }
        return charge
    }
}

extension APIError {
    /// An id in a body that stands for nothing the caller may see (dialect §6).
    static func noSuchPart(_ what: String, _ text: String) -> APIError {
        .invalid(what, code: "resource_missing", "No such \(what): '\(shown(text))'")
    }

    /// A client's own id in a message.
    static func shown(_ id: String) -> String {
        ParameterReader.shown(CardNumberScan.masked(id))
    }
}
