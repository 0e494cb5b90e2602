import Bootstrap
import HTTPKit
import Hummingbird
import Logging
import Payments
import Postgres
import ServiceLifecycle

/// The fraud scorer: one internal port, one question, counters in Postgres.
package struct FraudServer: Service {
    private let configuration: FraudConfiguration
    private let database: Database
    private let clock: WallClock
    private let logger: Logger

    /// - Throws: `SettingsError` for a setting that is missing or wrong.
    package init(
        settings: Settings,
        logger: Logger,
        clock: WallClock = .system,
        randomness: Randomness = .system
    ) throws {
        configuration = try FraudConfiguration(settings)
        database = Database(configuration.database, logger: logger)
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        let scorer = Scorer(
            store: FraudStore(database: database),
            rules: .standard,
            isEnforcedInTest: configuration.isEnforcedInTest
        )
        let listeners = HTTPListeners(
            configuration.ports,
            internalRouter: Self.makeRouter(configuration.credentials, scorer.verdict),
            readiness: Readiness([
                .required("postgres") { [database] in await database.ping() },
                .required("schema") { [database] in
                    // Unreachable is not ready, like too old; the pool logs why.
                    let version = try? await SchemaVersion.current("fraud", in: database)
                    return (version ?? 0) >= FraudMigrations.requiredVersion
                },
            ]),
            logger: logger
        )
        let retention = Retention(store: scorer.store, clock: clock, logger: logger)
        let learner = Learner(store: HistoryStore(database: database), logger: logger)
        try await ServiceGroup(
            configuration: .init(services: [database, listeners, retention, learner], logger: logger)
        ).run()
    }

    /// The internal port's routes, of which each asks for session-api's credential.
    static func makeRouter(
        _ credentials: CallerCredentials,
        _ score: @escaping @Sendable (Payment) async throws -> Verdict
    ) -> Router<PaydeskContext> {
        let router = HTTPListeners.makeInternalRouter()
        let group = router.group("internal").add(middleware: InternalAuthMiddleware(credentials, allow: [.sessionAPI]))
        ScoreRoutes(score: score).add(to: group)
        return router
    }
}
