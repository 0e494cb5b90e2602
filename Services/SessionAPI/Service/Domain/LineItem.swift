import Foundation
import Payments

/// One line of an order: a thing, its price, and how many of it.
package struct LineItem: Sendable, Hashable, Codable {
    /// The 24 random characters that the ids of the line, its price and its product end in.
    ///
    /// Prices and products given inline live and die with their line, so one random number serves for the three.
    package let suffix: String
    package let name: String
    package let description: String?
    /// Addresses of pictures, at most 8.
    package let images: [String]?
    /// 1 or more.
    package let quantity: Int64
    /// Minor units of the session's currency, 0 or more.
    package let unitAmount: Int64
    /// JSON text of the product's metadata.
    package let productMetadata: String?

    package init(
        suffix: String,
        name: String,
        description: String? = nil,
        images: [String]? = nil,
        quantity: Int64,
        unitAmount: Int64,
        productMetadata: Metadata? = nil
    ) {
        self.suffix = suffix
        self.name = name
        self.description = description
        self.images = images
        self.quantity = quantity
        self.unitAmount = unitAmount
        self.productMetadata = productMetadata?.json
    }

    package var id: String { "li_" + suffix }
    package var price: String { "price_" + suffix }
    package var product: String { "prod_" + suffix.suffix(14) }

    /// What the line costs.
    ///
    /// Amounts and quantities are limited on the way in, so that this cannot overflow.
    package var amountTotal: Int64 { unitAmount * quantity }

    enum CodingKeys: String, CodingKey {
        case suffix = "id"
        case name, description, images, quantity
        case unitAmount = "unit_amount"
        case productMetadata = "product_metadata"
    }
}

/// The lines of an order in the text that the table keeps.
package enum LineItemsText {
    package static func encode(_ items: [LineItem]) -> String {
        var writer = JSONWriter(capacity: 160 * items.count)
        writer.array { json in
            for item in items {
                json.object { json in
                    json.field("id", item.suffix)
                    json.field("name", item.name)
                    if let description = item.description { json.field("description", description) }
                    if let images = item.images {
                        json.array("images") { json in
                            for image in images { json.element(image) }
                        }
                    }
                    json.field("quantity", item.quantity)
                    json.field("unit_amount", item.unitAmount)
                    if let metadata = item.productMetadata { json.field("product_metadata", metadata) }
                }
            }
        }
        return writer.text
    }

    /// - Throws: `DecodingError` for text that `encode` did not write.
    package static func decode(_ text: String) throws -> [LineItem] {
        try JSONDecoder().decode([LineItem].self, from: Data(text.utf8))
    }
}
