/// Where the database is, and the limits that its client keeps.
package struct PostgresConfiguration: Sendable {
    /// Any libpq URL or connection string; it may name several hosts.
    ///
    /// May hold a password, so it is not shown.
    let url: String
    /// The name under which the server lists the connections (`pg_stat_activity.application_name`).
    package var applicationName: String
    /// Connections that `run()` keeps open, so that the first request after a pause need not connect.
    package var minimumConnections: Int
    /// Connections at most.
    package var maximumConnections: Int
    /// Callers that may wait for a connection; one more gets `.poolExhausted` at once.
    package var maximumWaiters: Int
    /// For one host to accept a connection and let the role in.
    package var connectTimeout: Duration
    /// For a caller to get a connection, connecting included.
    package var acquireTimeout: Duration
    /// For a statement, from sending it to its result.
    package var statementTimeout: Duration
    /// Settings of the server for these connections, such as `jit`; names and values without spaces.
    package var settings: [String: String] = [:]

    /// A configuration with the limits that fit a service; the URL is read when the first connection is made.
    package init(
        url: String,
        applicationName: String,
        minimumConnections: Int = 1,
        maximumConnections: Int = 8,
        maximumWaiters: Int = 1_000,
        connectTimeout: Duration = .seconds(2),
        acquireTimeout: Duration = .seconds(2),
        statementTimeout: Duration = .seconds(5)
    ) {
        self.url = url
        self.applicationName = applicationName
        self.minimumConnections = minimumConnections
        self.maximumConnections = max(maximumConnections, 1)
        self.maximumWaiters = maximumWaiters
        self.connectTimeout = connectTimeout
        self.acquireTimeout = acquireTimeout
        self.statementTimeout = statementTimeout
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where the connections go; without the password.
    package var description: String {
        "\(applicationName) at \(ConnectionTarget.summary(of: self)), up to \(maximumConnections) connections"
    }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
