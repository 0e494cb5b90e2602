import Postgres
import ServiceLifecycle

/// Whether the schemas are there that this build needs; once they are, they stay.
struct SchemaCheck: Sendable {
    let database: Database
    let needed: [(schema: String, version: Int)]

    func isMet() async -> Bool {
        for (schema, version) in needed {
            // A database that cannot be asked is no reason to be ready; why it cannot is logged where it failed.
            guard let found = try? await SchemaVersion.current(schema, in: database), found >= version else {
                return false
            }
        }
        return true
    }

    func wait() async throws {
        for (schema, version) in needed {
            try await SchemaVersion.wait(for: schema, atLeast: version, in: database)
        }
    }
}

/// A service that begins when its tables are there.
struct AfterMigration<Base: Service>: Service {
    let schema: SchemaCheck
    let base: Base

    func run() async throws {
        let isStopping = try await cancelWhenGracefulShutdown {
            do {
                try await schema.wait()
                return false
            } catch is CancellationError {
                return true
            }
        }
        if !isStopping { try await base.run() }
    }
}
