import AsyncAlgorithms
import Bootstrap
import Logging
import Messages
import Payments
import Postgres
import ServiceLifecycle

/// The process that delivers events to merchants' endpoints.
package struct WebhookServer: Service {
    private let configuration: WebhookConfiguration
    private let clock: WallClock
    private let randomness: Randomness
    private let logger: Logger

    /// A server as its settings say; they are checked here, nothing is connected yet.
    package init(
        settings: Settings,
        logger: Logger,
        clock: WallClock = .system,
        randomness: Randomness = .system
    ) throws {
        configuration = try WebhookConfiguration(settings)
        self.clock = clock
        self.randomness = randomness
        self.logger = logger
    }

    package func run() async throws {
        let database = Database(configuration.database, logger: logger)
        let clients = PinnedClients(
            connectTimeout: configuration.limits.connect,
            connectionsPerHost: configuration.slots.total
        )
        let listeners = HTTPListeners(configuration.ports, readiness: readiness(of: database), logger: logger)
        let work = Work(
            database: database,
            services: [loop(database, clients), upkeep(database), figures(database)],
            logger: logger
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [database, listeners, work], logger: logger)
        )
        do {
            try await group.run()
        } catch {
            await clients.shutdown()
            throw error
        }
        await clients.shutdown()
    }

    private func loop(_ database: Database, _ clients: PinnedClients) -> DeliveryLoop {
        DeliveryLoop(
            queue: DeliveryQueue(
                database: database,
                lease: configuration.limits.total + WebhookConfiguration.leaseMargin
            ),
            sender: DeliverySender(
                clients: clients,
                names: NameResolver(),
                policy: configuration.policy,
                key: configuration.secretsKey,
                clock: clock,
                limits: configuration.limits
            ),
            schedules: configuration.schedules,
            slots: configuration.slots,
            listener: Listener(configuration.database, channels: [Waker.channel], logger: logger),
            randomness: randomness,
            logger: logger
        )
    }

    private func upkeep(_ database: Database) -> PartitionUpkeep {
        PartitionUpkeep(
            partitions: Partitions(database: database),
            keepDays: configuration.retentionDays,
            logger: logger
        )
    }

    private func figures(_ database: Database) -> PeriodicReading {
        let metrics = WebhookMetrics()
        return PeriodicReading(logger: logger) { metrics.waits(try await Waiting.now(in: database)) }
    }

    private func readiness(of database: Database) -> Readiness {
        Readiness([
            .required("postgres") { await database.ping() },
            .required("schema") {
                // Not readable is not there yet.
                let found = (try? await SchemaVersion.current(WebhookMigrations.schema, in: database)) ?? 0
                return found >= WebhookMigrations.requiredVersion
            },
        ])
    }
}

/// The services that need the schema, begun when it is there.
private struct Work: Service {
    let database: Database
    let services: [any Service]
    let logger: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await SchemaVersion.wait(
                    for: WebhookMigrations.schema,
                    atLeast: WebhookMigrations.requiredVersion,
                    in: database
                )
            }
        } catch is CancellationError {
            return
        }
        try await ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger)).run()
    }
}

/// Makes and drops partitions, at the start and once an hour.
private struct PartitionUpkeep: Service {
    let partitions: Partitions
    let keepDays: Int
    let logger: Logger

    private static let interval: Duration = .seconds(3600)

    func run() async throws {
        await pass()
        for await _ in AsyncTimerSequence(interval: Self.interval, clock: .continuous).cancelOnGracefulShutdown() {
            await pass()
        }
    }

    private func pass() async {
        do {
            guard let done = try await partitions.maintain(keepDays: keepDays) else { return }
            logger.info(
                "partitions looked after",
                metadata: ["partitions.created": "\(done.created)", "partitions.dropped": "\(done.dropped)"]
            )
            if done.hasStrays {
                logger.warning("rows lie in a default partition: a clock is off, or upkeep did not run for days")
            }
        } catch {
            logger.warning("partitions could not be looked after", metadata: ["error": "\(error)"])
        }
    }
}
