import Bootstrap
import HTTPKit
import Messages
import Postgres
import Secrets

/// What the webhook sender is told when it starts; README.md lists the settings.
struct WebhookConfiguration: Sendable {
    let ports: Ports
    let database: PostgresConfiguration
    let secretsKey: SealingKey
    let policy: EgressPolicy
    let schedules: RetrySchedules
    let slots: EndpointSlots
    let limits: DeliverySender.Limits
    let retentionDays: Int

    /// An attempt's lease is its deadline and time to write down what came of it.
    static let leaseMargin: Duration = .seconds(5)

    /// - Throws: `SettingsError` that names the setting which is wrong.
    init(_ settings: Settings) throws {
        ports = try settings.ports(of: .webhookSender)
        var database = try settings.database(applicationName: "webhook_sender")
        database.settings = Self.databaseSettings
        self.database = database
        secretsKey = try SealingKey(settings.key("WEBHOOK_SECRETS_KEY"))
        policy = EgressPolicy(testTargets: try settings.choice("WEBHOOK_ALLOW_PRIVATE", default: .loopback))
        schedules = RetrySchedules(
            live: try Self.schedule("WEBHOOK_RETRY_SCHEDULE_LIVE", .live, settings),
            test: try Self.schedule("WEBHOOK_RETRY_SCHEDULE", .test, settings)
        )
        slots = EndpointSlots(
            total: try settings.int("WEBHOOK_CONCURRENCY", default: 512, in: 1...4096),
            perEndpoint: try settings.int("WEBHOOK_ENDPOINT_CONCURRENCY", default: 16, in: 1...256)
        )
        limits = DeliverySender.Limits(
            total: try settings.seconds("WEBHOOK_TIMEOUT", default: .seconds(10), in: 0.1...30),
            connect: try settings.seconds("WEBHOOK_CONNECT_TIMEOUT", default: .seconds(5), in: 0.1...30)
        )
        retentionDays = try settings.int("WEBHOOK_RETENTION_DAYS", default: 30, in: 7...3650)
    }

    private static func schedule(
        _ name: String,
        _ fallback: RetrySchedule,
        _ settings: Settings
    ) throws(SettingsError) -> RetrySchedule {
        guard let text = try settings.optionalString(name) else { return fallback }
        guard let schedule = RetrySchedule(text) else {
            throw SettingsError(
                "\(name)=\(text): expected at most \(RetrySchedule.mostSteps) delays of at most 7 days, such as 5s,30s,2m,1h"
            )
        }
        return schedule
    }

    /// Settings of the server for the sender's connections.
    ///
    /// A crash of the server may lose a claim or a result, and then an event is sent again: the flush is not worth waiting
    /// for. Plans go by index whatever the statistics say of tables that are empty whenever somebody looks.
    static let databaseSettings = [
        "synchronous_commit": "off", "enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off",
        "jit": "off",
    ]
}
