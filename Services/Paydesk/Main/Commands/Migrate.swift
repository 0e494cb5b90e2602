import ArgumentParser

/// `paydesk migrate`.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database up to the version of this build.",
        discussion: """
            Makes the services' roles if they are missing and applies the migrations of all schemas, forward only, each in a \
            transaction, under a lock. To be run as the owner before a new version starts; `up` does it by itself.
            """
    )

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = try await database.withDatabase { try await Schemas.migrate($0) }
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
