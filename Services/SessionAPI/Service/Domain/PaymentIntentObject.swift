import Foundation
import Payments

/// Writes payment intents as the API and the messages show them.
package struct PaymentIntentObject: Sendable {
    private let intent: PaymentIntent
    /// Description, metadata and options are the session's.
    private let session: Session
    /// Where the customer finds the session's page.
    private let page: String

    package init(_ intent: PaymentIntent, of session: Session, page: String) {
        self.intent = intent
        self.session = session
        self.page = page
    }

    /// The object; `latest_charge` in full when its JSON text is given, else by its id.
    package func json(showing charge: String? = nil) -> String {
        var writer = JSONWriter(capacity: 2048)
        writer.object { json in
            json.field("id", intent.id.rawValue)
            json.constant(#""object":"payment_intent""#)
            amounts(&json)
            json.field("canceled_at", intent.canceled?.unixSeconds)
            json.field("cancellation_reason", intent.cancellation?.rawValue)
            json.field("client_secret", intent.id.rawValue + "_secret_" + intent.secret)
            json.field("created", intent.created.unixSeconds)
            json.field("description", session.terms.paymentDescription)
            lastError(&json)
            nextAction(&json)
            if let charge {
                json.field("latest_charge", json: charge)
            } else {
                json.field("latest_charge", intent.latestCharge?.rawValue)
            }
            json.field("livemode", intent.livemode)
            json.field("metadata", json: session.terms.paymentMetadata.json)
            json.object("payment_method_options") { json in
                json.object("card") { json in
                    json.constant(#""installments":null,"mandate_options":null,"network":null"#)
                    json.field("request_three_d_secure", session.terms.threeDSecure.rawValue)
                }
            }
            json.field("status", intent.status.rawValue)
            json.constant(Self.absent)
        }
        return writer.text
    }

    private func amounts(_ json: inout JSONWriter) {
        let amount = intent.money.amount
        json.field("amount", amount)
        json.field("amount_capturable", intent.status == .requiresCapture ? amount : 0)
        json.field("amount_received", intent.status == .succeeded ? amount : 0)
        json.field("currency", intent.money.currency.code)
    }

    private func lastError(_ json: inout JSONWriter) {
        guard let failure = intent.lastError else { return json.null("last_payment_error") }
        let decline = failure.decline
        json.object("last_payment_error") { json in
            if let advice = decline.code.kind.advice { json.field("advice_code", advice) }
            if let charge = failure.charge { json.field("charge", charge.rawValue) }
            json.field("code", failure.errorCode)
            if decline.code.isNamedBesideErrorCode { json.field("decline_code", decline.code.rawValue) }
            json.field("message", failure.message)
            if let network = decline.networkCode { json.field("network_decline_code", network) }
            json.constant(#""type":"card_error""#)
        }
    }

    /// The customer's bank has a question: the session's page leads there, now and after a reload.
    private func nextAction(_ json: inout JSONWriter) {
        guard intent.status == .requiresAction else { return json.null("next_action") }
        json.object("next_action") { json in
            json.object("redirect_to_url") { json in
                json.field("return_url", session.successDestination)
                json.field("url", page)
            }
            json.constant(#""type":"redirect_to_url""#)
        }
    }

    /// What every intent here has in common: cards only, money taken at once, nothing kept for later.
    private static let absent: StaticString = """
        "application":null,"application_fee_amount":null,"automatic_payment_methods":null,\
        "capture_method":"automatic_async","confirmation_method":"automatic","customer":null,"customer_account":null,\
        "excluded_payment_method_types":null,"managed_payments":null,"on_behalf_of":null,\
        "payment_method":null,"payment_method_configuration_details":null,"payment_method_types":["card"],\
        "processing":null,"receipt_email":null,"review":null,"setup_future_usage":null,"shipping":null,"source":null,\
        "statement_descriptor":null,"statement_descriptor_suffix":null,"transfer_group":null
        """
}
