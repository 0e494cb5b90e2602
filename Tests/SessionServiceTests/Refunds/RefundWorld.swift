import Bootstrap
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Payments
import Postgres
import SessionClient
import TestSupport
import Testing

@testable import SessionService

/// A paid session and the refunds API in front of it, in a world of payments.
struct RefundWorld: Sendable {
    let world: PaymentWorld
    let session: Session
    let charge: ID<Charge>
    let intent: ID<PaymentIntent>
    let client: any TestClientProtocol

    var outside: OutsideWorld { world.outside }

    /// Runs `body` where a session of €20.00 was paid; with `running`, the worker runs too.
    static func paid(
        patience: Duration = .seconds(30),
        running: Bool = true,
        _ body: @escaping @Sendable (RefundWorld) async throws -> Void
    ) async throws {
        try await PaymentWorld.with(patience: patience) { world in
            if running {
                try await world.running(world.parts) { try await paid(in: world, by: world.parts, body) }
            } else {
                let payer = world.anotherProcess()
                let session = try await world.openSession()
                try await world.running(payer) { try await pay(session, in: world, by: payer) }
                try await serve(session, in: world, by: world.parts, body)
            }
        }
    }

    private static func paid(
        in world: PaymentWorld,
        by parts: PaymentParts,
        _ body: @escaping @Sendable (RefundWorld) async throws -> Void
    ) async throws {
        let session = try await world.openSession()
        try await pay(session, in: world, by: parts)
        try await serve(session, in: world, by: parts, body)
    }

    private static func pay(_ session: Session, in world: PaymentWorld, by parts: PaymentParts) async throws {
        _ = try await world.confirm(session, world.card(for: session), on: parts)
        // A world without patience answers Pay before the attempt's row stands; then there is no outcome to wait for yet.
        let deadline = ContinuousClock.now + .seconds(30)
        var view = try await world.outcome(session, on: parts)
        while view.payment == .none, .now < deadline {
            await Task.yield()
            view = try await world.outcome(session, on: parts)
        }
        guard view.payment == .paid else { throw PaymentWorld.Missing(what: "payment") }
    }

    /// Serves the public API of a process for as long as `body` runs.
    static func serve(
        _ session: Session,
        in world: PaymentWorld,
        by parts: PaymentParts,
        _ body: @escaping @Sendable (RefundWorld) async throws -> Void
    ) async throws {
        let row = try await world.test.owner.one(
            """
            SELECT charge.id AS charge, attempt.intent
            FROM checkout.charges AS charge
            JOIN checkout.payment_attempts AS attempt ON attempt.id = charge.attempt
            WHERE attempt.session = \(session.id.rawValue)
            """
        )
        let charge: ID<Charge> = try ID(unchecked: row.get("charge"))
        let intent: ID<PaymentIntent> = try ID(unchecked: row.get("intent"))
        let application = Application(router: router(parts, world), logger: .silent)
        try await application.test(.router) { client in
            try await body(
                RefundWorld(world: world, session: session, charge: charge, intent: intent, client: client)
            )
        }
    }

    private static func router(_ parts: PaymentParts, _ world: PaymentWorld) -> Router<PaydeskContext> {
        let router = HTTPListeners.makePublicRouter()
        let merchants = router.group("v1", context: DialectContext.self)
            .add(middleware: DialectMiddleware())
            .add(middleware: StorageFailures())
            .add(middleware: KnownMerchant())
            .group(context: MerchantContext.self)
        let payments = PaymentView(
            sessions: SessionStore(world.database),
            intents: PaymentIntentStore(world.database),
            charges: ChargeStore(world.database),
            object: SessionObject(pageURL: "https://pay.example")
        )
        RefundRoutes(desk: parts.refunds, view: RefundView(payments: payments)).add(to: merchants)
        PaymentRoutes(view: payments).add(to: merchants)
        InternalRefundRoutes(parts.refunds).add(to: router.group())
        return router
    }

    /// The sample merchant, without a key.
    private struct KnownMerchant: RouterMiddleware {
        func handle(
            _ request: Request,
            context: DialectContext,
            next: @concurrent (Request, DialectContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.principal = Principal(merchant: Samples.merchant, livemode: false, key: ID(unchecked: "key_1"))
            return try await next(request, context)
        }
    }
}

// MARK: - What merchants do

extension RefundWorld {
    /// Asks for a refund of the charge.
    func refund(
        _ amount: Int64? = nil,
        key: String? = nil,
        more: [String: String] = [:]
    ) async throws
        -> MerchantAPI.Answer
    {
        var form = ["charge": charge.rawValue].merging(more) { $1 }
        if let amount { form["amount"] = "\(amount)" }
        return try await post("/v1/refunds", form, key: key)
    }

    func post(_ path: String, _ form: [String: String], key: String? = nil) async throws -> MerchantAPI.Answer {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        if let key { headers[.idempotencyKey] = key }
        return try await send(.post, path, headers, Form.encode(form))
    }

    func get(_ path: String) async throws -> MerchantAPI.Answer {
        try await send(.get, path, [:], nil)
    }

    /// Asks as `paydesk refund` does.
    func command(_ json: String) async throws -> MerchantAPI.Answer {
        try await send(.post, "/internal/refunds", [.contentType: "application/json"], json)
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields,
        _ body: String?
    ) async throws -> MerchantAPI.Answer {
        let response = try await client.executeRequest(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        return MerchantAPI.Answer(
            status: response.status.code,
            headers: response.headers,
            body: String(buffer: response.body)
        )
    }

    /// Lets another process work until nothing is due any more.
    func recover() async throws {
        let other = world.anotherProcess()
        try await world.makeAllDue()
        while await other.work.refunds.drain() > 0 {}
    }
}

// MARK: - What stands in the tables

extension RefundWorld {
    /// Taken, given back and reserved, in minor units, as the charge's row says.
    func sums() async throws -> [Int64] {
        let row = try await world.test.owner.one(
            "SELECT captured, refunded, refunding FROM checkout.charges WHERE id = \(charge.rawValue)"
        )
        return try [row.get(0), row.get(1), row.get(2)]
    }

    /// What the acquirer has given back.
    var refunded: Int64 { outside.book.map(\.refunded).reduce(0, +) }

    /// The states that each refund went through, in the order in which they were asked for.
    func steps() async throws -> [String] {
        try await world.test.owner.query(
            """
            SELECT string_agg(after, ' ' ORDER BY position)
            FROM checkout.refunds AS refund
            JOIN checkout.refund_steps AS step ON step.refund = refund.id
            GROUP BY refund.id
            ORDER BY min(at), refund.id
            """
        ).map { try $0.get(0) }
    }

    /// Types of the messages about the refunds, in order.
    func messages() async throws -> [String] {
        try await world.messages(session).filter { $0.contains("refund") }
    }

    /// The number of messages equals the session's count, and no number came twice.
    func expectNumbered() async throws {
        let row = try await world.test.owner.one(
            """
            SELECT count(*) = count(DISTINCT message.sequence) AND count(*) = max(session.sequence)
            FROM messages.messages AS message
            JOIN checkout.sessions AS session ON session.id = message.session
            WHERE session.id = \(session.id.rawValue)
            """
        )
        #expect(try row.get(0))
    }
}
