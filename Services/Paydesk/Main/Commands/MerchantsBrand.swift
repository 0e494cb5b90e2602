import ArgumentParser
import Foundation
import Payments
import Postgres
import SessionService

extension Merchants {
    /// `paydesk merchants brand`.
    struct Brand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change how a merchant looks on the payment page.",
            discussion: """
                Only what is given changes. Pictures are PNG, JPEG or WebP of at most 512 KiB: a logo of at most 2000×1000 \
                pixels, shown instead of the name, and a square icon of 64 to 1024 pixels, shown beside it. They are kept and \
                given out as they are, with all that is in them.
                """
        )

        /// What can be taken away.
        enum Part: String, ExpressibleByArgument, CaseIterable {
            case logo, icon, color
            case supportEmail = "support-email"
        }

        @Argument(help: "The merchant's id, acct_….")
        var merchant: String

        @Option(help: "What customers see on the payment page, 1 to 100 characters.")
        var name: String?

        @Option(help: ArgumentHelp("The color of the shop, such as #2f5d8a.", valueName: "#rrggbb"))
        var color: String?

        @Option(help: ArgumentHelp("A wide picture.", valueName: "file"))
        var logo: String?

        @Option(help: ArgumentHelp("A square picture.", valueName: "file"))
        var icon: String?

        @Option(help: ArgumentHelp("Where a customer may ask.", valueName: "address"))
        var supportEmail: String?

        @Option(help: "Take something away; may be given several times.")
        var clear: [Part] = []

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            try BrandRules.check(name: name, color: color, supportEmail: supportEmail)
            let given: [Part: String?] = [.logo: logo, .icon: icon, .color: color, .supportEmail: supportEmail]
            for part in clear where given[part].flatMap(\.self) != nil {
                throw ValidationError("--\(part.rawValue) and --clear \(part.rawValue) contradict each other")
            }
            guard name != nil || !clear.isEmpty || given.values.contains(where: { $0 != nil }) else {
                throw ValidationError("Say what to change, such as --color '#2f5d8a'.")
            }
        }

        func run() async throws {
            let id = try MerchantID.read(merchant)
            let change = try change()
            let branded = try await database.withDatabase {
                try await MerchantStore($0).brand(id, change, at: WallClock.system.now)
            }
            guard let branded else { throw Problem("There is no merchant \(id). See `paydesk merchants list`.") }
            let details = MerchantDetails(branded)
            try output.show(details) { details.text }
            if color != nil, let warning = details.contrast?.warning { Terminal.warn("Warning: \(warning)") }
        }

        private func change() throws -> BrandChange {
            var change = BrandChange()
            change.name = name
            change.color = edit(color?.lowercased(), .color)
            change.supportEmail = edit(supportEmail, .supportEmail)
            change.logo = edit(try picture(logo, for: .logo), .logo)
            change.icon = edit(try picture(icon, for: .icon), .icon)
            return change
        }

        private func edit<Value: Sendable>(_ value: Value?, _ part: Part) -> BrandChange.Edit<Value>? {
            if let value { return .set(value) }
            return clear.contains(part) ? .clear : nil
        }

        private func picture(_ path: String?, for use: BrandImageFile.Use) throws -> BrandImageFile? {
            guard let path else { return nil }
            do {
                let file = try BrandImageFile(Self.bytes(of: path))
                try file.check(for: use)
                return file
            } catch let refusal as BrandImageFile.Refusal {
                throw Problem("\(path): \(refusal).")
            }
        }

        /// One byte more than is taken tells that there is too much, however large the file is.
        private static func bytes(of path: String) throws -> [UInt8] {
            do {
                let file = try FileHandle(forReadingFrom: URL(filePath: path))
                defer {
                    // It was only read; the process ends soon and closes it anyway.
                    try? file.close()
                }
                return Array(try file.read(upToCount: BrandImageFile.byteLimit + 1) ?? Data())
            } catch {
                throw Problem("\(path) cannot be read: \(error.localizedDescription)")
            }
        }
    }
}
