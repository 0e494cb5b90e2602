import Bootstrap
import Foundation
import HTTPKit
import Payments
import Postgres

/// Brings a database to where the services can use it: roles and their passwords, schemas, the demo merchant.
struct StackSetup: Sendable {
    let database: StackDatabase
    let secrets: SecretsFolder
    let portBase: Int

    /// May be run again and again: what is there stays.
    func run() async throws -> DemoMerchant.Credentials {
        let owner = Database(.forCommands(try DatabaseURL(database.ownerURL)), logger: .silent)
        do {
            let demo = try await prepare(owner)
            await owner.close()
            return demo
        } catch PostgresError.connectionFailed(let reason) {
            await owner.close()
            throw Problem("The database cannot be reached: \(reason)")
        } catch {
            await owner.close()
            throw error
        }
    }

    private func prepare(_ owner: Database) async throws -> DemoMerchant.Credentials {
        let report = try await Schemas.migrate(owner)
        let count = report.schemas.map(\.applied.count).reduce(0, +)
        if count > 0 { Terminal.say("Applied \(count) migrations.") }
        try await ServiceRoles.setPasswords(from: secrets, in: owner)
        for (caller, role) in ServiceRoles.all {
            let password = try secrets.password(SecretName.password(of: role.rawValue))
            try secrets.write(
                database.url(role: role.rawValue, password: password),
                to: SecretName.database(of: caller)
            )
        }
        let demo = DemoMerchant(
            database: owner,
            secrets: secrets,
            clock: .system,
            webhookURL: "http://127.0.0.1:\(portBase + (Caller.sandbox.publicOffset ?? 0))/store/webhook"
        )
        return try await demo.prepare()
    }
}
