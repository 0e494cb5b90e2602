import Foundation
import Payments

/// Who sells: an account with a name, keys and sessions.
package struct Merchant: Sendable, Hashable, Identified {
    package static let prefix = "acct_"
    package static let length = 16

    package let id: ID<Merchant>
    /// What customers see on the page, 1 to 100 characters.
    package let name: String
    /// The color of the shop as `#rrggbb`.
    package let brandColor: String?
    /// Where a customer may ask.
    package let supportEmail: String?
    /// Wide, shown instead of the name.
    package let logo: MerchantImage?
    /// Square, shown beside the name.
    package let icon: MerchantImage?
    /// How far this merchant's test mode is ahead of the clock, in whole seconds, never negative.
    package let clockOffset: Int64
    /// What the merchant has decided for itself.
    package let settings: MerchantSettings
    package let created: Date

    package init(
        id: ID<Merchant>,
        name: String,
        brandColor: String? = nil,
        supportEmail: String? = nil,
        logo: MerchantImage? = nil,
        icon: MerchantImage? = nil,
        clockOffset: Int64 = 0,
        settings: MerchantSettings = .standard,
        created: Date
    ) {
        self.id = id
        self.name = name
        self.brandColor = brandColor
        self.supportEmail = supportEmail
        self.logo = logo
        self.icon = icon
        self.clockOffset = clockOffset
        self.settings = settings
        self.created = created
    }

    /// The merchant's business time: test mode may be ahead of the clock, live mode never is.
    package func time(_ now: Date, livemode: Bool) -> Date {
        livemode ? now : now.addingTimeInterval(Double(clockOffset))
    }
}
