import ArgumentParser
import Payments

/// `paydesk migrate`.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database up to the version of this build.",
        discussion: """
            Makes the services' roles if they are missing and applies the migrations of all schemas, forward only, each in a \
            transaction, under a lock. To be run as the owner before a new version starts; `up` does it by itself.

            With --secrets the roles get the passwords that `paydesk secrets init` made.
            """
    )

    @Option(help: ArgumentHelp("The folder that `paydesk secrets init` filled.", valueName: "dir"))
    var secrets: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = try await database.withDatabase { database in
            let report = try await Schemas.migrate(database)
            if let secrets {
                let deployment = DeploymentSecrets(folder: secrets, randomness: .system)
                try await ServiceRoles.setPasswords(from: deployment.owner, in: database)
            }
            return report
        }
        try output.show(report) {
            var table = Table(headline: ["schema", "version", "applied now"])
            for schema in report.schemas {
                let applied =
                    schema.applied.isEmpty ? "nothing, it was up to date" : schema.applied.joined(separator: ", ")
                table.rows.append([schema.name, "\(schema.version)", applied])
            }
            return table.text()
        }
    }
}
