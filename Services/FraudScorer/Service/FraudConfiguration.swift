import Bootstrap
import HTTPKit
import Postgres

/// What the scorer is told at start; a wrong value stops it with one line.
struct FraudConfiguration: Sendable {
    var ports: Ports
    var database: PostgresConfiguration
    /// Who may ask for scores.
    var credentials: CallerCredentials
    /// Whether velocity decides in test mode too.
    var isEnforcedInTest: Bool

    init(_ settings: Settings) throws(SettingsError) {
        ports = try settings.ports(of: .fraudScorer)
        credentials = try settings.credentials(of: [.sessionAPI])
        isEnforcedInTest = try settings.bool("FRAUD_ENFORCE_IN_TEST", default: false)
        database = try settings.database(applicationName: "fraud_scorer")
        // The caller waits 50 ms in all: who gets no connection by then gets a 503 instead of a late verdict.
        database.acquireTimeout = .milliseconds(40)
        database.statementTimeout = .milliseconds(500)
        database.maximumWaiters = 200
    }
}
