import Foundation
import HTTPKit
import Payments
import Postgres
import TestSupport
import Testing

@testable import paydesk

@Suite struct DeploymentSecretsTests {
    private func withDeployment(_ body: (DeploymentSecrets) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/paydesk-\(UUID().uuidString)"
        // In a temporary folder: no harm if it stays.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(DeploymentSecrets(folder: folder, randomness: .system))
    }

    private func names(in folder: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    }

    @Test func `a process finds what it needs and nothing else`() async throws {
        try await withDeployment { deployment in
            _ = try deployment.make(for: DatabaseURL("postgres://paydesk@postgres:5432/paydesk"))
            #expect(try names(in: "\(deployment.folder)/hosted-page") == ["hosted-page-credential", "page-key"])
            #expect(try names(in: "\(deployment.folder)/postgres") == ["postgres-owner"])
            for process in try names(in: deployment.folder) where process != "owner" {
                let has = try names(in: "\(deployment.folder)/\(process)")
                #expect(has.contains("vault-kek") == (process == "vault"), "\(process)")
                #expect(!has.contains("owner-database-url"), "\(process)")
            }
            let mode = try FileManager.default.attributesOfItem(atPath: "\(deployment.folder)/vault/vault-kek")
            #expect(mode[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `what is there stays, and what is replaced reaches those who need it`() async throws {
        try await withDeployment { deployment in
            let database = try DatabaseURL("postgres://paydesk@postgres:5432/paydesk")
            _ = try deployment.make(for: database)
            let kek = try deployment.owner.read("vault-kek")
            try deployment.owner.write("another", to: "ticket-key")
            _ = try deployment.make(for: database)
            #expect(try deployment.owner.read("vault-kek") == kek)
            for process in ["session-api", "vault"] {
                let theirs = SecretsFolder(path: "\(deployment.folder)/\(process)", randomness: .system)
                #expect(try theirs.read("ticket-key") == "another")
            }
        }
    }

    @Test func `what is new for one process is given to it alone`() async throws {
        try await withDeployment { deployment in
            try StateFolder.makeFolder(deployment.owner.path, mode: 0o700)
            try deployment.owner.write("sk_test_1", to: SecretName.demoKey)
            let given = try deployment.distribute(to: .sandbox)
            #expect(given == ["sandbox": [SecretName.demoKey]])
            #expect(!FileManager.default.fileExists(atPath: "\(deployment.folder)/vault"))
        }
    }

    @Test func `the roles can log in with what was made for them`() async throws {
        try await TestPostgres.withServer { database in
            try await withDeployment { deployment in
                _ = try deployment.make(for: DatabaseURL("postgres://paydesk@postgres:5432/paydesk"))
                try await Roles.ensure(in: database.owner)
                try await ServiceRoles.setPasswords(from: deployment.owner, in: database.owner)
                let row = try await database.owner.one(
                    "SELECT count(*) FROM pg_authid WHERE rolname IN ('vault', 'session_api') AND rolpassword LIKE 'SCRAM%'",
                    access: .read
                )
                #expect(try row.get(0, as: Int64.self) == 2)
                let url = try deployment.owner.read("vault-database-url") ?? ""
                let password = try deployment.owner.read("postgres-vault") ?? ""
                #expect(url == "postgres://vault:\(password)@postgres:5432/paydesk")
            }
        }
    }
}
