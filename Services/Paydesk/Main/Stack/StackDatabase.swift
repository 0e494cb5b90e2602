import Foundation
import Logging
import Postgres

/// The Postgres of a stack: its own, or one that somebody else runs.
enum StackDatabase: Sendable {
    case `private`(PostgresCluster)
    case external(DatabaseURL)

    /// As the owner.
    var ownerURL: String {
        switch self {
        case .private(let cluster): cluster.url
        case .external(let url): url.text
        }
    }

    /// As the role of a service.
    func url(role: String, password: String) -> String {
        switch self {
        case .private(let cluster): cluster.url(role: role, password: password)
        case .external(let url): url.text(role: role, password: password)
        }
    }
}

extension PostgresCluster {
    /// Waits until the server takes connections, and makes the database on first use.
    ///
    /// - Parameter failure: why the server cannot be started, once that is clear.
    /// - Throws: `Problem` when it does not get ready, `PostgresError`.
    func makeDatabase(unless failure: () -> String?) async throws {
        let server = Database(.forCommands(try DatabaseURL(maintenanceURL)), logger: .silent)
        do {
            try await Self.wait(for: server, unless: failure)
            let isThere = try await server.first(
                "SELECT 1 FROM pg_database WHERE datname = \(Self.database)",
                access: .read
            )
            if isThere == nil { try await server.execute("CREATE DATABASE \(unescaped: Self.database)") }
        } catch {
            await server.close()
            throw error
        }
        await server.close()
    }

    private static func wait(for server: Database, unless failure: () -> String?) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while await !server.ping() {
            try Task.checkCancellation()
            if let reason = failure() { throw Problem("Postgres cannot be started: \(reason)") }
            guard .now < deadline else { throw Problem("Postgres does not answer within a minute of its start.") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
