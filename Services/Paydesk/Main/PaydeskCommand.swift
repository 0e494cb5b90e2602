import ArgumentParser

@main
struct PaydeskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paydesk",
        abstract: "A payment gateway that you run yourself.",
        discussion: """
            Start with `paydesk up`: it runs everything on this machine and shows where the demo store is.
            """,
        subcommands: [
            Up.self, Migrate.self, Merchants.self, Keys.self, Sessions.self, Why.self, RefundCommand.self, Doctor.self,
            SecretsCommand.self, Demo.self, Healthcheck.self,
        ]
    )
}
