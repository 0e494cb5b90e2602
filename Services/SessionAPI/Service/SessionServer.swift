import Bootstrap
import HTTPKit
import Hummingbird
import Logging
import Messages
import Payments
import Postgres
import ServiceLifecycle

/// session-api, put together.
package struct SessionServer: Service {
    private let services: [any Service]
    private let logger: Logger

    /// - Throws: `SettingsError` for a setting that is missing or wrong.
    package init(
        settings: Settings,
        logger: Logger,
        clock: WallClock = .system,
        randomness: Randomness = .system
    ) throws {
        let configuration = try SessionConfiguration(settings)
        let database = Database(configuration.database, logger: logger)
        let waker = Waker(configuration.database, logger: logger)
        let outgoing = OutgoingHTTP()
        let parts = SessionParts(
            configuration: configuration,
            database: database,
            clock: clock,
            randomness: randomness,
            wake: { waker.wake() }
        )
        let schema = SchemaCheck(
            database: database,
            needed: [
                ("checkout", SessionMigrations.requiredVersion),
                ("messages", SessionMigrations.requiredMessagesVersion),
            ]
        )
        let publicRouter = HTTPListeners.makePublicRouter()
        let payments = parts.payments(outgoing.client, logger: logger)
        parts.publicAPI(payments.refunds).add(to: publicRouter)
        ResultRoutes(payments.results, credential: configuration.directoryServerCredential).add(to: publicRouter)
        let internalRouter = HTTPListeners.makeInternalRouter()
        let forPage = internalRouter.group().add(
            middleware: InternalAuthMiddleware(configuration.callers, allow: [.hostedPage])
        )
        CheckoutRoutes(payments.desk).add(to: forPage)
        ReturnRoutes(payments.desk).add(to: forPage)
        MerchantImageRoutes(merchants: MerchantStore(database)).add(to: forPage.add(middleware: StorageFailures()))
        InternalRefundRoutes(payments.refunds).add(
            to: internalRouter.group()
                .add(middleware: StorageFailures())
                .add(middleware: InternalAuthMiddleware(configuration.callers, allow: [.paydesk]))
        )
        let listeners = HTTPListeners(
            configuration.ports,
            publicRouter: publicRouter,
            internalRouter: internalRouter,
            readiness: Readiness([
                .required("postgres") { await database.ping() }, .required("schema") { await schema.isMet() },
            ]),
            logger: logger
        )
        // Stopped from the last to the first: listeners drain while all that they need is still there.
        services = [
            database, waker, outgoing,
            AfterMigration(schema: schema, base: payments.work),
            AfterMigration(schema: schema, base: parts.sweep(logger: logger)),
            AfterMigration(schema: schema, base: parts.figures(logger: logger)),
            listeners,
        ]
        self.logger = logger
    }

    package func run() async throws {
        try await ServiceGroup(configuration: .init(services: services, logger: logger)).run()
    }
}
