import Foundation
import Logging
import Postgres
import Synchronization

/// Real Postgres for tests: one throw-away cluster per test process, a template per set of migrations, and a fresh
/// database per test.
///
/// It never looks at any other server than its own.
package enum TestPostgres {
    /// Lends a fresh database with these migrations applied; it is dropped when `body` is done.
    ///
    /// - Parameters:
    ///   - migrations: What is applied, once per test process; the databases are copies.
    ///   - roles: Whether the services' roles exist; grants in migrations need them.
    ///   - body: The test.
    /// - Returns: What `body` returned.
    /// - Throws: What `body` threw, or why there is no database.
    package static func withDatabase<R>(
        migrations: [Migration] = [],
        roles: Bool = true,
        _ body: (TestDatabase) async throws -> R
    ) async throws -> R {
        try await lend(TestPostgresCluster.shared.get(), migrations: migrations, roles: roles, body)
    }

    /// Lends a database on a server of its own, which the test may stop and start.
    ///
    /// Takes about a second.
    ///
    /// - Parameters:
    ///   - isDurable: Whether the server waits for the disk, as in production.
    ///   - settings: More settings of the server, such as `max_connections`.
    ///   - migrations: What is applied.
    ///   - body: The test.
    /// - Returns: What `body` returned.
    /// - Throws: What `body` threw, or why there is no database.
    package static func withServer<R>(
        isDurable: Bool = false,
        settings: [String: String] = [:],
        migrations: [Migration] = [],
        _ body: (TestDatabase) async throws -> R
    ) async throws -> R {
        let cluster = try TestPostgresCluster(isDurable: isDurable, settings: settings)
        defer { cluster.remove() }
        return try await lend(cluster, migrations: migrations, roles: true, body)
    }

    private static func lend<R>(
        _ cluster: TestPostgresCluster,
        migrations: [Migration],
        roles: Bool,
        _ body: (TestDatabase) async throws -> R
    ) async throws -> R {
        await cluster.slots.take()
        defer { cluster.slots.giveBack() }
        let template = try await cluster.templates.name(for: migrations, roles: roles, on: cluster)
        let name = "test_\(UUID().uuidString.prefix(13).lowercased().replacing("-", with: "_"))"
        let admin = cluster.admin
        // Not a prepared statement: once 256 are kept, the next one travels with the end of an old one, and the two are a
        // transaction, in which no database can be made. A third of the time that the server's default strategy takes, since nothing is waited for on the disk.
        try await admin.simple(
            "CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY FILE_COPY",
            timeout: .seconds(60)
        )
        let database = TestDatabase(cluster: cluster, name: name)
        let result: R
        do {
            result = try await body(database)
        } catch {
            await database.remove()
            throw error
        }
        await database.remove()
        return result
    }
}

/// How many databases are lent at once.
///
/// Swift Testing starts all tests together; without a limit a large suite would
/// use up the server's connections and the memory that its databases live in.
package final class TestPostgresSlots: Sendable {
    private struct State {
        var free = 24
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}

/// The databases that tests are copied from, each made once.
package actor TestPostgresTemplates {
    private var made: [String: Task<String, any Error>] = [:]

    func name(for migrations: [Migration], roles: Bool, on cluster: TestPostgresCluster) async throws -> String {
        let key = "\(roles)" + migrations.map { "\($0.title)\($0.checksum)" }.joined()
        if let task = made[key] { return try await task.value }
        let name = "template_\(made.count)"
        // Unstructured, since tests that come together wait for the same one and any of them may be canceled.
        let task = Task {
            try await Self.make(name, migrations: migrations, roles: roles, on: cluster)
            return name
        }
        made[key] = task
        return try await task.value
    }

    private static func make(
        _ name: String,
        migrations: [Migration],
        roles: Bool,
        on cluster: TestPostgresCluster
    ) async throws {
        try await cluster.admin.simple("CREATE DATABASE \(name)", timeout: .seconds(60))
        let database = Database(
            PostgresConfiguration(url: cluster.url(database: name), applicationName: "template", maximumConnections: 1),
            logger: Logger(label: "template")
        )
        do {
            if roles { try await Roles.ensure(in: database) }
            if !migrations.isEmpty { _ = try await Migrator(database).apply(migrations) }
        } catch {
            await database.close()
            throw error
        }
        // A template cannot be copied while somebody is connected to it.
        await database.close()
    }
}
