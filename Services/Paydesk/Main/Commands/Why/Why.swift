import ArgumentParser
import Payments

/// `paydesk why SESSION`.
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell what happened to a session, and why.",
        discussion: """
            One timeline over all services: the merchant's request, each try to pay with its score, 3-D Secure, the calls to \
            the acquirer, events and their deliveries; at the end what it means now and what to do. Times are relative to \
            the first line. It shows nothing of the customer but the card's brand and last four digits.
            """
    )

    @Argument(help: ArgumentHelp("The session's id, or as much of its beginning as is clear.", valueName: "session"))
    var session: String

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let records = try await database.withDatabase { database in
            let reader = SessionReader(database: database)
            return try await reader.records(of: try await reader.find(session))
        }
        let story = Storyteller(records: records, now: WallClock.system.now).story()
        try output.show(story) { StoryText.text(story) }
    }
}
