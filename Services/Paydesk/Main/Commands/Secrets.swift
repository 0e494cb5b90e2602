import ArgumentParser
import Payments

/// `paydesk secrets`.
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Keys, credentials and passwords of a deployment.",
        subcommands: [Init.self]
    )

    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Make the secrets that are missing, a folder for each process.",
            discussion: """
                DIR/owner has all of them; DIR/vault and its like have what one process needs, to be mounted where its \
                …_FILE settings point. What is there stays: run it again at any time. To replace a secret, write the new \
                one to DIR/owner, run this again, and restart.

                DIR/owner/vault-kek opens every card: keep a copy of it where no copy of the database is.
                """
        )

        @Argument(help: ArgumentHelp("Where to keep them.", valueName: "dir"))
        var folder: String

        @Option(
            name: .customLong("database-url"),
            help: ArgumentHelp(
                "The database, as its owner; without a password in it, one is made in DIR/postgres.",
                valueName: "url"
            )
        )
        var databaseURL = "postgres://paydesk@postgres:5432/paydesk"

        @OptionGroup var output: OutputOptions

        func validate() throws { _ = try DatabaseURL(databaseURL) }

        func run() async throws {
            let secrets = DeploymentSecrets(folder: folder, randomness: .system)
            let report = try secrets.make(for: try DatabaseURL(databaseURL))
            try output.show(report) {
                var table = Table(headline: ["process", "secrets"])
                table.rows = report.processes.sorted { $0.key < $1.key }.map {
                    [$0.key, $0.value.joined(separator: ", ")]
                }
                return table.text()
            }
        }
    }
}
