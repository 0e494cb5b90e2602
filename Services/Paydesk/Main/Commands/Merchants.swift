import ArgumentParser
import Foundation
import Payments
import Postgres
import SessionService

/// `paydesk merchants`.
struct Merchants: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Accounts that sell.",
        subcommands: [Create.self, List.self, Show.self, Brand.self, Set.self],
        defaultSubcommand: List.self
    )

    /// A merchant as commands show it.
    struct Entry: Encodable {
        var id: String
        var name: String
        var color: String?
        var supportEmail: String?
        var created: String

        init(_ merchant: Merchant) {
            id = merchant.id.rawValue
            name = merchant.name
            color = merchant.brandColor
            supportEmail = merchant.supportEmail
            created = merchant.created.formatted(.iso8601)
        }

        private enum CodingKeys: String, CodingKey {
            case id, name, color, created
            case supportEmail = "support_email"
        }

        static func table(_ entries: [Entry]) -> String {
            guard !entries.isEmpty else { return "No merchants yet. Make one: paydesk merchants create NAME" }
            var table = Table(headline: ["id", "name", "color", "support e-mail", "created"])
            table.rows = entries.map { [$0.id, $0.name, $0.color ?? "-", $0.supportEmail ?? "-", $0.created] }
            return table.text()
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show all merchants, oldest first.")

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let merchants = try await database.withDatabase { try await MerchantStore($0).merchants() }
            let entries = merchants.map { Entry($0) }
            try output.show(entries) { Entry.table(entries) }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a merchant.",
            discussion: "It can do nothing until it has a key: paydesk keys create --merchant ID"
        )

        @Argument(help: "What customers see on the payment page, 1 to 100 characters.")
        var name: String

        @Option(help: ArgumentHelp("The color of the shop, such as #2f5d8a.", valueName: "#rrggbb"))
        var color: String?

        @Option(help: ArgumentHelp("Where a customer may ask.", valueName: "address"))
        var supportEmail: String?

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            try BrandRules.check(name: name, color: color, supportEmail: supportEmail)
        }

        func run() async throws {
            let merchant = Merchant(
                id: .make(.system),
                name: name,
                brandColor: color?.lowercased(),
                supportEmail: supportEmail,
                created: WallClock.system.now
            )
            try await database.withDatabase { try await MerchantStore($0).insert(merchant) }
            let entry = Entry(merchant)
            try output.show(entry) {
                Entry.table([entry]) + "\n\nGive it a key: paydesk keys create --merchant \(entry.id)"
            }
        }
    }
}

/// What the words of a brand may be, wherever they are given.
enum BrandRules {
    static func check(name: String?, color: String?, supportEmail: String?) throws {
        if let name, !(1...100).contains(name.count) {
            throw ValidationError("The name must have 1 to 100 characters.")
        }
        if let color, color.lowercased().wholeMatch(of: /#[0-9a-f]{6}/) == nil {
            throw ValidationError("--color: expected a color such as #2f5d8a, in quotes")
        }
        if let supportEmail, !supportEmail.contains("@") || supportEmail.count > 254 {
            throw ValidationError("--support-email: expected an e-mail address")
        }
    }
}
