import Foundation
import Payments

/// Writes the lines of one session's order as the API shows them.
package struct LineItemObject: Sendable {
    private let session: Session
    /// Whether products are shown in full instead of by their ids.
    private let showsProducts: Bool

    package init(_ session: Session, showsProducts: Bool = false) {
        self.session = session
        self.showsProducts = showsProducts
    }

    /// The fields of a list object that holds `items`.
    package func list(_ items: [LineItem], hasMore: Bool, _ json: inout JSONWriter) {
        json.constant(#""object":"list""#)
        json.array("data") { json in
            for item in items { json.object { write(item, &$0) } }
        }
        json.field("has_more", hasMore)
        json.field("url", "/v1/checkout/sessions/\(session.id.rawValue)/line_items")
    }

    private func write(_ item: LineItem, _ json: inout JSONWriter) {
        json.field("id", item.id)
        json.constant(#""object":"item","adjustable_quantity":null,"amount_discount":0,"amount_tax":0,"metadata":null"#)
        json.field("amount_subtotal", item.amountTotal)
        json.field("amount_total", item.amountTotal)
        json.field("currency", session.amount.currency.code)
        json.field("description", item.name)
        json.field("quantity", item.quantity)
        json.object("price") { price(item, &$0) }
    }

    private func price(_ item: LineItem, _ json: inout JSONWriter) {
        json.field("id", item.price)
        // Made for this line alone: it cannot be used again, so it is not active, as with the inline prices of the dialect.
        json.constant(
            """
            "object":"price","active":false,"billing_scheme":"per_unit","custom_unit_amount":null,"lookup_key":null,\
            "metadata":{},"nickname":null,"recurring":null,"tax_behavior":"unspecified","tiers_mode":null,\
            "transform_quantity":null,"type":"one_time"
            """
        )
        json.field("created", session.created.unixSeconds)
        json.field("currency", session.amount.currency.code)
        json.field("livemode", session.livemode)
        if showsProducts {
            json.object("product") { product(item, &$0) }
        } else {
            json.field("product", item.product)
        }
        json.field("unit_amount", item.unitAmount)
        json.field("unit_amount_decimal", String(item.unitAmount))
    }

    private func product(_ item: LineItem, _ json: inout JSONWriter) {
        json.field("id", item.product)
        // As inactive as its price, and for the same reason.
        json.constant(
            """
            "object":"product","active":false,"default_price":null,"marketing_features":[],"package_dimensions":null,\
            "shippable":null,"statement_descriptor":null,"tax_code":null,"type":"service","unit_label":null,"url":null
            """
        )
        json.field("created", session.created.unixSeconds)
        json.field("description", item.description)
        json.array("images") { json in
            for image in item.images ?? [] { json.element(image) }
        }
        json.field("livemode", session.livemode)
        json.field("metadata", json: item.productMetadata ?? "{}")
        json.field("name", item.name)
        json.field("updated", session.created.unixSeconds)
    }
}
