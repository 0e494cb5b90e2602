import Logging
import Postgres
import Synchronization

/// A database that a test has to itself.
package struct TestDatabase: Sendable {
    /// The owner's URL; a superuser of the test's server.
    package let url: String
    /// A client that connects as the owner, closed after the test.
    package let owner: Database
    /// The server, for tests of failures.
    ///
    /// Stop only one that came from `withServer`.
    package let cluster: TestPostgresCluster
    private let name: String
    private let clients: Clients

    /// Closed together when the test is done.
    private final class Clients: Sendable {
        let open = Mutex<[Database]>([])
    }

    init(cluster: TestPostgresCluster, name: String) {
        self.cluster = cluster
        self.name = name
        url = cluster.url(database: name)
        clients = Clients()
        owner = Database(
            Self.configuration(url: url, applicationName: "test-owner", maximumConnections: 8),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// The URL for one of the services' roles, such as `vault`.
    package func url(role: String) -> String {
        cluster.url(database: name, role: role)
    }

    /// What a client of this database is configured with: the limits of a service, but half a minute for everything.
    package func configuration(role: String? = nil, maximumConnections: Int = 8) -> PostgresConfiguration {
        Self.configuration(
            url: role.map { url(role: $0) } ?? url,
            applicationName: "test",
            maximumConnections: maximumConnections
        )
    }

    /// Patient, for a test machine may be busy with many tests; whoever tests a deadline sets it.
    private static func configuration(
        url: String,
        applicationName: String,
        maximumConnections: Int
    ) -> PostgresConfiguration {
        PostgresConfiguration(
            url: url,
            applicationName: applicationName,
            minimumConnections: 0,
            maximumConnections: maximumConnections,
            connectTimeout: .seconds(30),
            acquireTimeout: .seconds(30),
            statementTimeout: .seconds(30)
        )
    }

    /// Another client, as the owner or as a role; closed after the test.
    package func database(role: String? = nil, maximumConnections: Int = 8) -> Database {
        database(configuration(role: role, maximumConnections: maximumConnections))
    }

    /// Another client with a configuration of its own; closed after the test.
    package func database(_ configuration: PostgresConfiguration) -> Database {
        let database = Database(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        clients.open.withLock { $0.append(database) }
        return database
    }

    /// Ends all other connections to this database, as an administrator would.
    ///
    /// The clients' connections included.
    package func killConnections() async throws {
        _ = try await cluster.admin.query(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = \(name)"
        )
    }

    /// Closes the clients and drops the database.
    func remove() async {
        for database in clients.open.withLock({ $0 }) + [owner] { await database.close() }
        // The server may be stopped; the whole cluster is removed in the end anyway.
        _ = try? await cluster.admin.simple("DROP DATABASE \(name) WITH (FORCE)", timeout: .seconds(60))
    }
}
