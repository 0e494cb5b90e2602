import ArgumentParser
import Foundation
import Payments
import Postgres

/// `paydesk sessions`.
struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checkout sessions, and what became of them.",
        subcommands: [List.self, Show.self, Why.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show sessions, newest first.",
            discussion: """
                Ids are cut to what fits; other commands take them so. --json has them whole.
                """
        )

        @Option(help: ArgumentHelp("Only this merchant's.", valueName: "acct_…"))
        var merchant: String?

        @Option(help: "Only those that are open, paid, expired, or unclear (the acquirer has not said yet).")
        var status: SessionFilter.Status?

        @Option(help: ArgumentHelp("Only those made since: 30m, 2h, 7d, or 2026-01-31.", valueName: "when"))
        var since: String?

        @Option(help: ArgumentHelp("How many at most.", valueName: "n"))
        var limit = 20

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (1...1000).contains(limit) else { throw ValidationError("--limit: expected 1 to 1000") }
            if let since, SessionFilter.moment(since, now: WallClock.system.now) == nil {
                throw ValidationError("--since: expected a span such as 30m, 2h or 7d, or a date such as 2026-01-31")
            }
        }

        func run() async throws {
            let now = WallClock.system.now
            let filter = SessionFilter(
                merchant: try merchant.map { try MerchantID.read($0).rawValue },
                status: status,
                since: since.flatMap { SessionFilter.moment($0, now: now) },
                limit: limit
            )
            let entries = try await database.withDatabase { database in
                if let merchant { try await MerchantID.require(try MerchantID.read(merchant), in: database) }
                return try await SessionList(database: database).entries(filter)
            }
            try output.show(entries) { SessionList.table(entries) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one session: its amounts, tries, charges and events.",
            discussion: "What happened in which order, and why, tells `paydesk why SESSION`."
        )

        @Argument(
            help: ArgumentHelp("The session's id, or as much of its beginning as is clear.", valueName: "session")
        )
        var session: String

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let records = try await database.withDatabase { database in
                let reader = SessionReader(database: database)
                return try await reader.records(of: try await reader.find(session))
            }
            let sheet = SessionSheet(records)
            try output.show(sheet) { sheet.text(records) }
        }
    }
}
