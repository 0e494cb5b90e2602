import ArgumentParser
import Bootstrap
import Foundation
import Logging
import Postgres

/// Which database a command is about.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("database-url"),
        help: ArgumentHelp(
            "The database, as its owner. Without it: DATABASE_URL, DATABASE_URL_FILE, or the stack on --state.",
            valueName: "url"
        )
    )
    var databaseURL: String?

    @Option(help: ArgumentHelp("The state folder of a running `paydesk up`.", valueName: "dir"))
    var state = ".paydesk"

    /// The owner's URL.
    ///
    /// - Throws: `Problem` when there is none.
    func url() throws -> DatabaseURL {
        if let databaseURL { return try DatabaseURL(databaseURL) }
        let settings = try Settings(environment: ProcessInfo.processInfo.environment)
        if let text = try settings.optionalString("DATABASE_URL") { return try DatabaseURL(text) }
        guard let running = RunFile.read(StateFolder(state).runFile) else {
            throw Problem(
                "Which database? Nothing runs on \(state). Start `paydesk up`, or give --database-url or DATABASE_URL."
            )
        }
        return try DatabaseURL(running.databaseURL)
    }

    /// Lends the database to a command.
    ///
    /// - Throws: what `body` throws; a database that cannot be reached as a `Problem` in one line.
    func withDatabase<R>(_ body: (Database) async throws -> R) async throws -> R {
        let url = try url()
        let database = Database(.forCommands(url), logger: .silent)
        let result: R
        do {
            result = try await body(database)
        } catch PostgresError.connectionFailed(let reason) {
            await database.close()
            throw Problem("\(url.summary) cannot be reached: \(reason)")
        } catch {
            await database.close()
            throw error
        }
        await database.close()
        return result
    }
}

extension PostgresConfiguration {
    /// Few connections, and the patience of a person.
    static func forCommands(_ url: DatabaseURL) -> PostgresConfiguration {
        PostgresConfiguration(
            url: url.text,
            applicationName: "paydesk",
            minimumConnections: 0,
            maximumConnections: 2,
            connectTimeout: .seconds(5),
            acquireTimeout: .seconds(5),
            statementTimeout: .seconds(30)
        )
    }
}

extension Logger {
    /// A command tells people what matters itself.
    static var silent: Logger { Logger(label: "paydesk") { _ in SwiftLogNoOpLogHandler() } }
}
