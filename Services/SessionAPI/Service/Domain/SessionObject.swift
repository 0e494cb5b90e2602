import Foundation
import Payments

/// Writes sessions as the API and the messages show them: every key that the dialect sends, `null` where there is nothing.
package struct SessionObject: Sendable {
    /// The public address of the hosted page, without a slash at the end.
    private let pageURL: String

    package init(pageURL: String) {
        self.pageURL = pageURL
    }

    /// What of a session is shown in full instead of by its id, or beyond what is always shown.
    package struct Expansion: Sendable, Hashable {
        package var lineItems: [LineItem]?
        /// Whether the lines show their products in full.
        package var showsProducts: Bool
        /// JSON text of the payment intent.
        package var paymentIntent: String?

        package init(lineItems: [LineItem]? = nil, showsProducts: Bool = false, paymentIntent: String? = nil) {
            self.lineItems = lineItems
            self.showsProducts = showsProducts
            self.paymentIntent = paymentIntent
        }
    }

    /// Where customers find a session's page.
    package func page(of session: ID<Session>) -> String {
        pageURL + "/c/pay/" + session.rawValue
    }

    /// The session in the words of a version of the dialect.
    package func json(
        _ session: Session,
        version: APIVersion = .newest,
        showing expansion: Expansion = .init()
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 3072)
        writer.object { json in
            json.field("id", session.id.rawValue)
            json.constant(#""object":"checkout.session""#)
            amounts(session, &json)
            terms(session, &json)
            progress(session, &json)
            json.field("ui_mode", version.saysHostedPage ? "hosted_page" : "hosted")
            if let text = expansion.paymentIntent {
                json.field("payment_intent", json: text)
            } else {
                json.field("payment_intent", session.progress.paymentIntent)
            }
            if let items = expansion.lineItems {
                let object = LineItemObject(session, showsProducts: expansion.showsProducts)
                json.object("line_items") { object.list(items, hasMore: false, &$0) }
            }
            json.constant(Self.absent)
        }
        return writer.bytes
    }

    /// A page of sessions, each as `json` wrote it.
    package func list(_ sessions: [[UInt8]], hasMore: Bool) -> [UInt8] {
        var writer = JSONWriter(capacity: 128 + sessions.reduce(0) { $0 + $1.count + 1 })
        writer.object { json in
            json.constant(#""object":"list","url":"/v1/checkout/sessions""#)
            json.field("has_more", hasMore)
            json.array("data") { json in
                for session in sessions { json.element(json: String(decoding: session, as: UTF8.self)) }
            }
        }
        return writer.bytes
    }

    private func amounts(_ session: Session, _ json: inout JSONWriter) {
        json.field("amount_subtotal", session.amount.amount)
        json.field("amount_total", session.amount.amount)
        json.field("currency", session.amount.currency.code)
        json.field("created", session.created.unixSeconds)
        json.field("expires_at", session.expires.unixSeconds)
        json.field("livemode", session.livemode)
    }

    private func terms(_ session: Session, _ json: inout JSONWriter) {
        let terms = session.terms
        json.field("success_url", terms.successURL)
        json.field("cancel_url", terms.cancelURL)
        json.field("client_reference_id", terms.clientReference)
        json.field("customer_email", terms.customerEmail)
        json.field("locale", terms.locale)
        json.field("submit_type", terms.submitType)
        json.field("billing_address_collection", terms.billingAddress)
        json.field("allow_promotion_codes", terms.allowPromotionCodes)
        json.field("metadata", json: session.currentMetadata.json)
        json.object("payment_method_options") { json in
            json.object("card") { $0.field("request_three_d_secure", terms.threeDSecure.rawValue) }
        }
    }

    private func progress(_ session: Session, _ json: inout JSONWriter) {
        json.field("status", session.progress.status.rawValue)
        json.field("payment_status", session.progress.paymentStatus.rawValue)
        json.field("url", session.progress.status == .open ? page(of: session.id) : nil)
        let email = session.progress.email ?? session.terms.customerEmail
        guard email != nil || session.progress.name != nil else { return json.null("customer_details") }
        json.object("customer_details") { json in
            json.field("email", email)
            json.field("name", session.progress.name)
            json.constant(
                #""address":null,"business_name":null,"individual_name":null,"phone":null,"tax_exempt":"none","tax_ids":[]"#
            )
        }
    }

    /// What every session here has in common: one way to pay, no taxes, discounts, shipping, customers or subscriptions.
    private static let absent: StaticString = """
        "mode":"payment","payment_method_types":["card"],"customer_creation":"if_required",\
        "payment_method_collection":"if_required","adaptive_pricing":null,"after_expiration":null,\
        "automatic_tax":{"enabled":false,"liability":null,"provider":null,"status":null},\
        "client_secret":null,"collected_information":null,"consent":null,"consent_collection":null,\
        "currency_conversion":null,"custom_fields":[],\
        "custom_text":{"after_submit":null,"shipping_address":null,"submit":null,"terms_of_service_acceptance":null},\
        "customer":null,"customer_account":null,"discounts":[],"integration_identifier":null,"invoice":null,\
        "invoice_creation":null,"managed_payments":null,"origin_context":null,"payment_link":null,\
        "payment_method_configuration_details":null,"permissions":null,"phone_number_collection":{"enabled":false},\
        "recovered_from":null,"saved_payment_method_options":null,"setup_intent":null,\
        "shipping_address_collection":null,"shipping_cost":null,"shipping_options":[],"subscription":null,\
        "total_details":{"amount_discount":0,"amount_shipping":0,"amount_tax":0},"wallet_options":null
        """
}

extension Date {
    /// A time as the API writes it, whole seconds since 1970.
    package init(unixSeconds: Int64) {
        self.init(timeIntervalSince1970: Double(unixSeconds))
    }

    /// Whole seconds since 1970, as the API writes times.
    package var unixSeconds: Int64 { Int64(timeIntervalSince1970.rounded(.down)) }
}
