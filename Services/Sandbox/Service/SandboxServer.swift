import Bootstrap
import Foundation
import HTTPKit
import Hummingbird
import Logging
import Payments
import Secrets
import ServiceLifecycle

/// The sandbox: test acquirer, directory server, issuer, request inspector and demo store behind one public port.
package struct SandboxServer: Service {
    private let outgoing: OutgoingHTTP
    private let reporter: ResultReporter
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
        let key = try settings.proofKey(randomness)
        let ledger = try settings.opened("SANDBOX_LEDGER", default: Settings.ledger) {
            try Ledger(path: $0, issuer: Issuer(key: key), clock: clock, randomness: randomness)
        }
        let orders = try settings.opened("SANDBOX_ORDERS", default: "sandbox-orders.jsonl") {
            try Orders(path: $0, clock: clock)
        }
        let challenges = try settings.opened(
            "SANDBOX_CHALLENGES",
            default: try settings.besideLedger("challenges.jsonl")
        ) {
            try Challenges(path: $0, clock: clock)
        }
        let sender = try settings.resultSender(outgoing, logger)
        reporter = ResultReporter(challenges, sender: sender, clock: clock, logger: logger)
        let rooms = Rooms(
            ledger: ledger,
            directory: DirectoryRoutes(
                challenges: challenges,
                key: key,
                pageURL: try settings.challengePage(),
                clock: clock,
                randomness: randomness
            ),
            issuerPage: ChallengeRoutes(challenges: challenges, reporter: reporter, key: key, pages: try BankPages()),
            store: StoreRoutes(
                orders: orders,
                pages: try StorePages(paymentPage: try settings.publicURL(of: .hostedPage)),
                shop: try settings.shop(orders, clock, outgoing),
                randomness: randomness
            ),
            clock: clock
        )
        listeners = HTTPListeners(
            try settings.ports(of: .sandbox),
            publicRouter: rooms.router(),
            readiness: Readiness([
                .required("ledger") { ledger.isWritable },
                .required("orders") { orders.isWritable },
                .required("challenges") { challenges.isWritable },
            ]),
            logger: logger
        )
    }

    package func run() async throws {
        try await ServiceGroup(configuration: .init(services: [outgoing, reporter, listeners], logger: logger)).run()
    }

    /// Everything on the public port.
    struct Rooms: Sendable {
        let ledger: Ledger
        let directory: DirectoryRoutes
        let issuerPage: ChallengeRoutes
        let store: StoreRoutes
        let clock: WallClock

        func router() -> Router<PaydeskContext> {
            let faults = FaultPlan()
            let router = HTTPListeners.makePublicRouter()
            router.get("/") { _, _ in Response(status: .seeOther, headers: [.location: "/store"]) }
            AcquirerRoutes(ledger: ledger, injector: FaultInjector(plan: faults)).add(to: router)
            FaultRoutes(plan: faults).add(to: router)
            directory.add(to: router)
            issuerPage.add(to: router)
            InspectRoutes(inspector: Inspector(), clock: clock).add(to: router)
            store.add(to: router)
            return router
        }
    }
}
