import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Payments

/// The demo store: a merchant that does it right, in as little code as that takes.
///
/// 1. Buy makes a session on the server, with the order's number as idempotency key, and sends the shopper there.
/// 2. Coming back proves nothing: the page reads the session, and says what the API and the webhook say.
/// 3. Only the signed webhook fulfills (`StoreWebhook`), once (`OrderBook`).
///
/// The price comes from the store's own list, never from the browser. `docs/integrate.md` walks through the same in Python
/// and Node.
struct StoreRoutes: Sendable {
    let orders: Orders
    let pages: StorePages
    /// Nil until the store has keys.
    let shop: Shop?
    let randomness: Randomness

    /// What a store needs to sell.
    struct Shop: Sendable {
        let product: Product
        let api: PaydeskAPI
        let webhook: StoreWebhook
        /// The store's own address, for the way back: `http://127.0.0.1:8090/store`.
        let url: String
    }

    func add(to router: Router<PaydeskContext>) {
        let group = router.group("/store")
        group.get(use: store)
        group.post("/buy", use: buy)
        group.get("/thanks", use: thanks)
        group.post("/webhook", use: webhook)
        group.get("/orders", use: list)
        group.get("/cards") { _, _ in pages.cards(TestCards.groups) }
        group.get("/store.css") { _, _ in
            StorePages.asset(PackageResources.store_css, type: "text/css; charset=utf-8")
        }
        group.get("/store.js") { _, _ in
            StorePages.asset(PackageResources.store_js, type: "text/javascript; charset=utf-8")
        }
    }

    // MARK: - Buying

    @Sendable private func store(_ request: Request, _ context: PaydeskContext) -> Response {
        guard let shop else { return notConfigured }
        return pages.store(shop.product, order: .make(randomness))
    }

    /// The order's number comes with the form, so that pressing Buy twice is still one order and one session.
    @Sendable private func buy(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        guard let shop else { return notConfigured }
        var request = request
        let form = try FormBody.parse(try await request.collectBody(upTo: 4096), limit: 10)
        let id = FormBody.value("order", in: form).flatMap { ID<Order>($0) } ?? .make(randomness)
        if let known = orders.order(id) { return goOn(with: known) }
        let asksBank = FormBody.value("ask_bank", in: form) != nil
        do {
            let session = try await shop.api.createSession(
                for: id,
                shop.product,
                asksBank: asksBank,
                returnTo: shop.url
            )
            guard let url = session.url else { throw PaydeskAPI.Failure.unreachable }
            try await orders.place(id, sessionID: session.id, url: url, price: shop.product.price)
            return Response(status: .seeOther, headers: [.location: url])
        } catch let failure as PaydeskAPI.Failure {
            context.logger.warning("No session for an order", metadata: ["reason": .string("\(failure)")])
            return pages.problem(
                "Paying is not possible right now",
                "Nothing has been charged. Please try again in a moment.",
                status: .serviceUnavailable,
                retry: id
            )
        }
    }

    private func goOn(with order: Order) -> Response {
        let next = order.status == .created ? order.url : nil
        return Response(
            status: .seeOther,
            headers: [.location: next ?? "/store/thanks?session_id=" + order.sessionID]
        )
    }

    // MARK: - Coming back

    @Sendable private func thanks(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        guard let shop else { return notConfigured }
        guard let id = request.uri.queryParameters["session_id"].flatMap({ ID<CheckoutSession>($0) })?.rawValue else {
            return pages.thanks(.noSuchSession, session: nil)
        }
        do {
            let session = try await shop.api.session(id)
            return pages.thanks(CheckoutOutcome(session, orders.order(session: id)), session: id)
        } catch PaydeskAPI.Failure.refused(status: 404, _) {
            return pages.thanks(.noSuchSession, session: nil)
        } catch let failure as PaydeskAPI.Failure {
            context.logger.warning("Cannot read a session", metadata: ["reason": .string("\(failure)")])
            return pages.thanks(.unknown, session: id)
        }
    }

    // MARK: - The word that counts

    @Sendable private func webhook(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        guard let shop else { throw APIError.unavailable("The store is not configured.") }
        return try await shop.webhook.receive(request, context)
    }

    // MARK: - Orders as JSON

    @Sendable private func list(_ request: Request, _ context: PaydeskContext) throws -> Response {
        try Response(encoding: orders.newestFirst.map(OrderBody.init))
    }

    private var notConfigured: Response {
        pages.problem(
            "The store is not configured",
            "It needs STORE_SECRET_KEY and STORE_WEBHOOK_SECRET; paydesk up sets both.",
            status: .serviceUnavailable
        )
    }
}

/// Names the ids of checkout sessions; the store makes none.
private enum CheckoutSession: Identified {
    static let prefix = "cs_"
    static let length = 63
}
