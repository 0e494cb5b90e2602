import Foundation
import PageService
import Payments
import SessionService

/// Everything that is known of a merchant, as commands show it.
struct MerchantDetails: Encodable {
    var id: String
    var name: String
    var color: String?
    /// How well the page's text on the color can be read.
    var contrast: Contrast?
    var supportEmail: String?
    var logo: MerchantImage?
    var icon: MerchantImage?
    var clockOffset: Int64
    var created: String
    /// Every setting by its path, decided or not.
    var settings: [String: String]

    init(_ merchant: Merchant) {
        id = merchant.id.rawValue
        name = merchant.name
        color = merchant.brandColor
        contrast = merchant.brandColor.flatMap(Contrast.init)
        supportEmail = merchant.supportEmail
        logo = merchant.logo
        icon = merchant.icon
        clockOffset = merchant.clockOffset
        created = merchant.created.formatted(.iso8601)
        settings = Dictionary(
            uniqueKeysWithValues: MerchantSettings.keys.map { ($0.path, merchant.settings.value(of: $0)) }
        )
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, color, contrast, logo, icon, created, settings
        case supportEmail = "support_email"
        case clockOffset = "clock_offset"
    }

    /// The table for a person.
    var text: String {
        var table = Table(headline: ["merchant", id])
        table.rows = [
            ["name", name],
            ["color", color.map { "\($0)\(contrast.map { ", \($0.text)" } ?? "")" } ?? "-"],
            ["support e-mail", supportEmail ?? "-"],
            ["logo", Self.text(logo)],
            ["icon", Self.text(icon)],
            ["test clock", clockOffset == 0 ? "as the wall" : "\(clockOffset) s ahead"],
            ["created", created],
        ]
        table.rows += MerchantSettings.keys.map { [$0.path, settings[$0.path] ?? ""] }
        return table.text()
    }

    private static func text(_ image: MerchantImage?) -> String {
        guard let image else { return "-" }
        return "\(image.mediaType), \(image.width)×\(image.height), \(image.hash.prefix(12))…"
    }
}

/// How well a merchant's color can be read on the page, by the measure of WCAG 2.2.
struct Contrast: Encodable {
    /// The color that the page writes with on the merchant's.
    var textColor: String
    /// Between the two: 4.5 is needed for text.
    var ratio: Double
    /// Between the color and the page's white: below 3 a button's edge is hard to see.
    var ratioToPage: Double

    init?(_ color: String) {
        guard let color = BrandColor(color), let white = BrandColor("#ffffff") else { return nil }
        textColor = color.text.css
        ratio = Self.rounded(color.contrast(with: color.text))
        ratioToPage = Self.rounded(color.contrast(with: white))
    }

    private enum CodingKeys: String, CodingKey {
        case ratio
        case textColor = "text_color"
        case ratioToPage = "ratio_to_page"
    }

    var text: String { "text on it is \(textColor), contrast \(ratio):1; on white \(ratioToPage):1" }

    /// What a person should know before customers see it; nil when all is well.
    var warning: String? {
        if ratio < 4.5 {
            return "Text on this color cannot be read well: the contrast is \(ratio):1, and 4.5:1 is needed."
        }
        if ratioToPage < 3 {
            return
                "This color hardly stands out from the white page (\(ratioToPage):1, and 3:1 is needed): the page makes "
                + "links and edges darker than it."
        }
        return nil
    }

    private static func rounded(_ ratio: Double) -> Double { (ratio * 100).rounded(.down) / 100 }
}
