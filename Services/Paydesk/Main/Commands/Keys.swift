import ArgumentParser
import Foundation
import Payments
import Postgres
import SessionService

/// `paydesk keys`.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Secret keys that merchants call the API with.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    /// A key as commands show it; the key itself only when it was just made.
    struct Entry: Encodable {
        var id: String
        var merchant: String
        var key: String?
        var shown: String
        var livemode: Bool
        var created: String
        var lastUsed: String?
        var revoked: String?

        init(_ record: APIKeyRecord, key: String? = nil) {
            id = record.id.rawValue
            merchant = record.merchant.rawValue
            self.key = key
            shown = "\(record.prefix)…\(record.last4)"
            livemode = record.livemode
            created = record.created.formatted(.iso8601)
            lastUsed = record.lastUsed?.formatted(.iso8601)
            revoked = record.revoked?.formatted(.iso8601)
        }

        private enum CodingKeys: String, CodingKey {
            case id, merchant, key, shown, livemode, created, revoked
            case lastUsed = "last_used"
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key for a merchant.",
            discussion: "The key is shown once: only its hash is kept."
        )

        @Option(help: ArgumentHelp("Whose key; see `paydesk merchants list`.", valueName: "acct_…"))
        var merchant: String

        @Flag(help: "A key for real payments instead of test payments.")
        var live = false

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let id = try MerchantID.read(merchant)
            let made = try await database.withDatabase { database in
                try await MerchantID.require(id, in: database)
                return try await APIKeyStore(database).create(
                    for: id,
                    livemode: live,
                    at: WallClock.system.now,
                    .system
                )
            }
            let entry = made.key.withValue { Entry(made.record, key: $0) }
            try output.show(entry) {
                """
                \(entry.key ?? "")

                This is the only time that it is shown. To take it out of use: paydesk keys revoke \(entry.id)
                """
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a merchant's keys, or those of all merchants.")

        @Option(help: ArgumentHelp("Whose keys.", valueName: "acct_…"))
        var merchant: String?

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let entries = try await database.withDatabase { database in
                var ids: [ID<Merchant>] = []
                if let merchant {
                    ids = [try MerchantID.read(merchant)]
                    try await MerchantID.require(ids[0], in: database)
                } else {
                    ids = try await MerchantStore(database).merchants().map(\.id)
                }
                var entries: [Entry] = []
                for id in ids { entries += try await APIKeyStore(database).keys(of: id).map { Entry($0) } }
                return entries
            }
            try output.show(entries) {
                guard !entries.isEmpty else { return "No keys yet. Make one: paydesk keys create --merchant ID" }
                var table = Table(headline: ["id", "merchant", "key", "created", "last used", "revoked"])
                table.rows = entries.map { entry in
                    [entry.id, entry.merchant, entry.shown, entry.created, entry.lastUsed ?? "-", entry.revoked ?? "-"]
                }
                return table.text()
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a key out of use, for good.",
            discussion: "Running servers refuse it within seconds."
        )

        @Argument(help: ArgumentHelp("The key's id, as `paydesk keys list` shows it.", valueName: "key_…"))
        var id: String

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        private struct Report: Encodable {
            var id: String
            var revoked: Bool
        }

        func run() async throws {
            if id.hasPrefix("sk_") {
                throw Problem("That is a key itself. Name it by its id, key_…: see `paydesk keys list`.")
            }
            guard let key = ID<APIKeyRecord>(id) else {
                throw Problem("\(id) is no id of a key: expected key_…; see `paydesk keys list`.")
            }
            let isRevoked = try await database.withDatabase {
                try await APIKeyStore($0).revoke(key, at: WallClock.system.now)
            }
            guard isRevoked else { throw Problem("\(id) was revoked before, or there is no such key.") }
            try output.show(Report(id: id, revoked: true)) { "\(id) is revoked." }
        }
    }
}

/// Reading a merchant's id from the command line.
enum MerchantID {
    static func read(_ text: String) throws -> ID<Merchant> {
        guard let id = ID<Merchant>(text) else {
            throw Problem("\(text) is no merchant's id: expected acct_…; see `paydesk merchants list`.")
        }
        return id
    }

    /// - Throws: `Problem` when there is no such merchant.
    static func require(_ id: ID<Merchant>, in database: Database) async throws {
        guard try await MerchantStore(database).merchant(id) != nil else {
            throw Problem("There is no merchant \(id). See `paydesk merchants list`.")
        }
    }
}
