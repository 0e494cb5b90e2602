import ArgumentParser
import Foundation
import HTTPKit
import Payments

/// `paydesk demo`.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the demo merchant, with a test key and the demo store's webhook endpoint.",
        discussion: """
            For a deployment with the sandbox; `up` does it by itself. Made once, and shown again by each run. The \
            sandbox finds key and signing secret in its folder of secrets.
            """
    )

    @Option(help: ArgumentHelp("The folder that `paydesk secrets init` filled.", valueName: "dir"))
    var secrets: String

    @Option(
        name: .customLong("webhook-url"),
        help: ArgumentHelp("Where webhook-sender reaches the store.", valueName: "url")
    )
    var webhookURL = "http://sandbox:8090/store/webhook"

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        var merchant: String
        var secretKey: String

        private enum CodingKeys: String, CodingKey {
            case merchant
            case secretKey = "secret_key"
        }
    }

    func run() async throws {
        let deployment = DeploymentSecrets(folder: secrets, randomness: .system)
        let credentials = try await database.withDatabase { database in
            try await DemoMerchant(
                database: database,
                secrets: deployment.owner,
                clock: .system,
                webhookURL: webhookURL
            ).prepare()
        }
        // The others' folders need not be there: a container sees its own.
        try deployment.distribute(to: .sandbox)
        let merchant = try deployment.owner.read(SecretName.demoMerchant) ?? ""
        try output.show(Report(merchant: merchant, secretKey: credentials.secretKey)) {
            "Demo merchant \(merchant), secret key \(credentials.secretKey)"
        }
    }
}
