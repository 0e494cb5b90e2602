import Bootstrap
import HTTPKit
import Hummingbird
import Logging
import Payments
import Secrets
import ServiceLifecycle

/// The sandbox: test acquirer, request inspector and demo store behind one public port.
package struct SandboxServer: Service {
    private let outgoing: OutgoingHTTP
    private let listeners: HTTPListeners
    private let logger: Logger

    /// - Throws: `SettingsError` for a wrong setting or a file that cannot be opened or read.
    package init(
        settings: Settings,
        logger: Logger,
        clock: WallClock = .system,
        randomness: Randomness = .system
    ) throws {
        self.logger = logger
        outgoing = OutgoingHTTP()
        let ledger = try settings.opened("SANDBOX_LEDGER", default: "sandbox-ledger.jsonl") {
            try Ledger(path: $0, clock: clock, randomness: randomness)
        }
        let orders = try settings.opened("SANDBOX_ORDERS", default: "sandbox-orders.jsonl") {
            try Orders(path: $0, clock: clock)
        }
        let store = StoreRoutes(
            orders: orders,
            pages: try StorePages(paymentPage: try settings.publicURL(of: .hostedPage)),
            shop: try settings.shop(orders, clock, outgoing),
            randomness: randomness
        )
        listeners = HTTPListeners(
            try settings.ports(of: .sandbox),
            publicRouter: Self.router(ledger, store, clock),
            readiness: Readiness([
                .required("ledger") { ledger.isWritable },
                .required("orders") { orders.isWritable },
            ]),
            logger: logger
        )
    }

    package func run() async throws {
        try await ServiceGroup(configuration: .init(services: [outgoing, listeners], logger: logger)).run()
    }

    /// Everything on the public port.
    static func router(_ ledger: Ledger, _ store: StoreRoutes, _ clock: WallClock) -> Router<PaydeskContext> {
        let faults = FaultPlan()
        let router = HTTPListeners.makePublicRouter()
        router.get("/") { _, _ in Response(status: .seeOther, headers: [.location: "/store"]) }
        AcquirerRoutes(ledger: ledger, injector: FaultInjector(plan: faults)).add(to: router)
        FaultRoutes(plan: faults).add(to: router)
        InspectRoutes(inspector: Inspector(), clock: clock).add(to: router)
        store.add(to: router)
        return router
    }
}

extension Settings {
    /// Opens the file that a setting names; what goes wrong is the setting's fault.
    fileprivate func opened<Value>(
        _ name: String,
        default fallback: String,
        _ open: (String) throws -> Value
    ) throws -> Value {
        let path = try string(name, default: fallback)
        do {
            return try open(path)
        } catch {
            throw SettingsError("\(name)=\(path): \(error)")
        }
    }

    /// What the store sells with; nil without keys.
    fileprivate func shop(_ orders: Orders, _ clock: WallClock, _ outgoing: OutgoingHTTP) throws -> StoreRoutes.Shop? {
        guard let secretKey = try optionalSecret("STORE_SECRET_KEY"), !secretKey.isEmpty, let mug = Product.mug else {
            return nil
        }
        let api = PaydeskAPI(
            baseURL: try publicURL(of: .sessionAPI),
            secretKey: secretKey,
            client: outgoing.client
        )
        return StoreRoutes.Shop(
            product: mug,
            api: api,
            webhook: StoreWebhook(orders: orders, secret: try secret("STORE_WEBHOOK_SECRET"), clock: clock),
            url: try publicURL(of: .sandbox) + "/store"
        )
    }
}
