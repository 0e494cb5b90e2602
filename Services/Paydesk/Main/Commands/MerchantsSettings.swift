import ArgumentParser
import Foundation
import Postgres
import SessionService

extension Merchants {
    /// `paydesk merchants show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one merchant: its brand and its settings.")

        @Argument(help: "The merchant's id, acct_….")
        var merchant: String

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let id = try MerchantID.read(merchant)
            let found = try await database.withDatabase { try await MerchantStore($0).merchant(id) }
            guard let found else { throw Problem("There is no merchant \(id). See `paydesk merchants list`.") }
            let details = MerchantDetails(found)
            try output.show(details) { details.text }
        }
    }

    /// `paydesk merchants set`.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide something for a merchant.",
            discussion: MerchantSettings.keys.map { key in
                "\(key.path): \(key.choices.joined(separator: " | ")) (first: as usual)\n    \(key.meaning)"
            }.joined(separator: "\n")
        )

        @Argument(help: "The merchant's id, acct_….")
        var merchant: String

        @Argument(help: "Which setting, such as fraud.when_away.")
        var key: String

        @Argument(help: "Its value.")
        var value: String

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let id = try MerchantID.read(merchant)
            guard let key = MerchantSettings.key(key) else {
                let known = MerchantSettings.keys.map(\.path).joined(separator: ", ")
                throw Problem("There is no setting \(key). There are: \(known).")
            }
            guard key.choices.contains(value) else {
                throw Problem("\(key.path) cannot be \(value): it is one of \(key.choices.joined(separator: ", ")).")
            }
            let decided = try await database.withDatabase { try await MerchantStore($0).decide(key, value, for: id) }
            guard let decided else { throw Problem("There is no merchant \(id). See `paydesk merchants list`.") }
            let details = MerchantDetails(decided)
            try output.show(details) { details.text }
        }
    }
}
