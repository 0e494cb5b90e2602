import Foundation
import Payments
import Postgres
import TestSupport
import Testing

@testable import paydesk

@Suite struct StackSetupTests {
    private func withSecrets(_ body: (SecretsFolder) async throws -> Void) async throws {
        let folder = StateFolder(FileManager.default.temporaryDirectory.path() + "/paydesk-\(UUID().uuidString)")
        try folder.create()
        // In a temporary folder: no harm if it stays.
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        try await body(SecretsFolder(path: folder.secrets, randomness: .system))
    }

    private func demo(_ database: Database, _ secrets: SecretsFolder, port: Int = 8090) -> DemoMerchant {
        DemoMerchant(
            database: database,
            secrets: secrets,
            clock: .system,
            webhookURL: "http://127.0.0.1:\(port)/store/webhook"
        )
    }

    @Test func `the demo merchant is made once`() async throws {
        try await TestPostgres.withDatabase(migrations: Schemas.migrations) { database in
            try await withSecrets { secrets in
                let first = try await demo(database.owner, secrets).prepare()
                let second = try await demo(database.owner, secrets).prepare()
                #expect(first.secretKey == second.secretKey && first.webhookSecret == second.webhookSecret)
                #expect(first.secretKey.hasPrefix("sk_test_") && first.webhookSecret.hasPrefix("whsec_"))
                let count = try await database.owner.one(
                    """
                    SELECT (SELECT count(*) FROM checkout.merchants), (SELECT count(*) FROM checkout.api_keys),
                        (SELECT count(*) FROM messages.endpoints)
                    """,
                    access: .read
                )
                for column in 0..<3 { #expect(try count.get(column, as: Int64.self) == 1) }
            }
        }
    }

    @Test func `the demo store's endpoint moves with its port`() async throws {
        try await TestPostgres.withDatabase(migrations: Schemas.migrations) { database in
            try await withSecrets { secrets in
                let first = try await demo(database.owner, secrets).prepare()
                let second = try await demo(database.owner, secrets, port: 9090).prepare()
                #expect(first.webhookSecret != second.webhookSecret)
                let urls = try await database.owner.query("SELECT url FROM messages.endpoints", access: .read)
                #expect(try urls.map { try $0.get(0, as: String.self) } == ["http://127.0.0.1:9090/store/webhook"])
            }
        }
    }

    @Test func `what the database has lost is made again, under the same merchant`() async throws {
        try await withSecrets { secrets in
            var keys: [String] = []
            var merchants: [String] = []
            for _ in 1...2 {
                try await TestPostgres.withDatabase(migrations: Schemas.migrations) { database in
                    keys.append(try await demo(database.owner, secrets).prepare().secretKey)
                    let row = try await database.owner.one("SELECT id FROM checkout.merchants", access: .read)
                    merchants.append(try row.get(0))
                }
            }
            #expect(keys[0] != keys[1])
            #expect(merchants[0] == merchants[1])
        }
    }

    @Test func `the server keeps a password's verifier as it was told`() async throws {
        try await TestPostgres.withServer { database in
            let verifier = SCRAMVerifier.text(password: "s3cret", salt: Array(1...16))
            try await Roles.setPassword(verifier, of: .vault, in: database.owner)
            let row = try await database.owner.one(
                "SELECT rolpassword FROM pg_authid WHERE rolname = 'vault'",
                access: .read
            )
            #expect(try row.get(0, as: String.self) == verifier)
        }
    }
}
