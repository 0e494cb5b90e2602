import ArgumentParser
import Foundation

/// `paydesk up`.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run everything on this machine, until Ctrl-C.",
        discussion: """
            Starts a private Postgres, applies migrations, makes a demo merchant, and runs the six processes. All of it is \
            kept in the state folder: stop and start again, and everything is still there. Remove the folder to start anew.

            While it runs, DIR/run.json says where everything is, and DIR/logs has a log per process. Settings of the \
            services that are set in the environment (such as LOG_LEVEL or FRAUD_ENFORCE_IN_TEST) are passed on to them.
            """
    )

    @Option(help: ArgumentHelp("Where everything of this stack is kept.", valueName: "dir"))
    var state = ".paydesk"

    @Option(help: ArgumentHelp("The first port; 8080 means 8080 to 8090 and 9080 to 9090.", valueName: "n"))
    var portBase = 8080

    @Option(
        name: .customLong("database-url"),
        help: ArgumentHelp(
            "Use this Postgres instead of a private one; its user must be able to make roles.",
            valueName: "url"
        )
    )
    var databaseURL: String?

    func validate() throws {
        guard (1...64_500).contains(portBase) else {
            throw ValidationError("--port-base: expected a number from 1 to 64500")
        }
        if let databaseURL { _ = try DatabaseURL(databaseURL) }
    }

    func run() async throws {
        let external = try databaseURL.map { try DatabaseURL($0) }
        try await Stack(state: StateFolder(state), portBase: portBase, externalDatabase: external).run()
    }
}
