import Bootstrap
import CHardening
import Foundation
import HTTPKit
import Hummingbird
import Logging
import Payments
import Postgres
import ServiceLifecycle

/// The vault, put together.
package struct VaultServer: Service {
    private let services: [any Service]
    private let forbidsDumps: Bool
    private let logger: Logger

    /// - Throws: `SettingsError` for a setting that is missing or wrong.
    package init(
        settings: Settings,
        logger: Logger,
        clock: WallClock = .system,
        randomness: Randomness = .system
    ) throws {
        let configuration = try VaultConfiguration(settings)
        let database = Database(configuration.database, logger: logger)
        let outgoing = OutgoingHTTP(connectTimeout: configuration.connectTimeout)
        let parts = VaultParts(configuration, database, outgoing.client, clock, randomness)
        let keys = try parts.keys()
        let publicRouter = HTTPListeners.makePublicRouter()
        let internalRouter = HTTPListeners.makeInternalRouter()
        parts.tokenRoutes(keys).add(to: publicRouter)
        parts.internalRoutes(keys).add(to: internalRouter)
        let readiness = Readiness([
            .required("postgres") { await database.ping() },
            .required("keys") { keys.ring != nil },
        ])
        let listeners = HTTPListeners(
            configuration.ports,
            publicRouter: publicRouter,
            internalRouter: internalRouter,
            readiness: readiness,
            logger: logger
        )
        let housekeeping = Housekeeping(
            store: CardStore(database: database),
            keys: keys,
            hold: parts.hold,
            clock: clock,
            logger: logger
        )
        // Stopped from the last to the first: listeners drain while all that they need is still there.
        services = [database, outgoing, housekeeping, listeners]
        forbidsDumps = configuration.forbidsDumps
        self.logger = logger
    }

    package func run() async throws {
        if forbidsDumps, vault_forbid_dumps() != 0 {
            logger.warning("Core dumps could not be forbidden", metadata: ["error.number": "\(errno)"])
        }
        try await ServiceGroup(configuration: .init(services: services, logger: logger)).run()
    }
}
