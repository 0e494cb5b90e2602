import Postgres
import TestSupport
import Testing

@Suite struct RolesTests {
    @Test func `roles are made by several processes at once and again`() async throws {
        try await TestPostgres.withServer { test in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...4 {
                    let database = test.database(maximumConnections: 1)
                    group.addTask { try await Roles.ensure(in: database) }
                }
                try await group.waitForAll()
            }
            let found = try await test.owner.query(
                "SELECT rolname FROM pg_roles WHERE rolname = ANY(\(Roles.allCases.map(\.rawValue))) AND NOT rolsuper"
            )
            #expect(found.count == 4)
        }
    }

    @Test(arguments: Roles.allCases)
    func `a role may create nothing`(_ role: Roles) async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(role: role.rawValue)
            for attempt in ["CREATE TABLE public.x (id int)", "CREATE SCHEMA x", "CREATE ROLE x", "CREATE DATABASE x"] {
                let error = await #expect(throws: PostgresError.self) {
                    try await database.execute(SQL(unescaped: attempt))
                }
                #expect(error?.sqlState == .insufficientPrivilege, "\(attempt)")
            }
        }
    }

    @Test func `a password is stored hashed and may hold anything`() async throws {
        try await TestPostgres.withServer { test in
            try await Roles.setPassword("it's \\ \"odd\"", of: .vault, in: test.owner)
            let row = try await test.owner.one("SELECT rolpassword FROM pg_authid WHERE rolname = 'vault'")
            #expect(try row.get(0, as: String.self).hasPrefix("SCRAM-SHA-256$"))
        }
    }
}
