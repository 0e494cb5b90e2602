import Foundation
import Payments

/// Writes charges as the API and the messages show them.
package struct ChargeObject: Sendable {
    private let charge: Charge
    /// Description and metadata are the session's.
    private let session: Session

    package init(_ charge: Charge, of session: Session) {
        self.charge = charge
        self.session = session
    }

    package var json: String {
        var writer = JSONWriter(capacity: 3072)
        writer.object { json in
            json.field("id", charge.id.rawValue)
            json.constant(#""object":"charge""#)
            json.field("created", charge.created.unixSeconds)
            json.field("description", session.terms.paymentDescription)
            json.field("livemode", charge.attempt.livemode)
            json.field("metadata", json: session.terms.paymentMetadata.json)
            json.field("payment_intent", charge.attempt.intent.rawValue)
            amounts(&json)
            billing(&json)
            json.field("failure_code", charge.attempt.decline?.code.errorCode)
            json.field("failure_message", charge.attempt.decline?.message)
            outcome(&json)
            json.object("payment_method_details") { json in
                json.object("card") { card(&$0) }
                json.constant(#""type":"card""#)
            }
            json.field("status", charge.status.rawValue)
            json.constant(Self.absent)
        }
        return writer.text
    }

    private func amounts(_ json: inout JSONWriter) {
        let amount = charge.attempt.money.amount
        json.field("amount", amount)
        json.field("amount_captured", charge.captured)
        json.field("amount_refunded", charge.refunded)
        json.field("captured", charge.captured > 0)
        json.field("currency", charge.attempt.money.currency.code)
        json.field("paid", charge.status == .succeeded)
        json.field("refunded", charge.captured > 0 && charge.refunded == charge.captured)
    }

    private func billing(_ json: inout JSONWriter) {
        json.object("billing_details") { json in
            json.constant(
                #""address":{"city":null,"country":null,"line1":null,"line2":null,"postal_code":null,"state":null}"#
            )
            json.field("email", charge.attempt.payer.email)
            json.field("name", charge.attempt.payer.name)
            json.constant(#""phone":null,"tax_id":null"#)
        }
    }

    private func outcome(_ json: inout JSONWriter) {
        let outcome = charge.outcome
        json.object("outcome") { json in
            json.field("advice_code", outcome.advice)
            json.null("network_advice_code")
            json.field("network_decline_code", outcome.networkCode)
            json.field("network_status", outcome.networkStatus)
            json.field("reason", outcome.reason)
            json.field("risk_level", outcome.riskLevel)
            if let score = outcome.riskScore { json.field("risk_score", Int64(score)) }
            json.field("seller_message", outcome.sellerMessage)
            json.field("type", outcome.type)
        }
    }

    private func card(_ json: inout JSONWriter) {
        let card = charge.attempt.card
        let approval = charge.attempt.approval
        json.field("amount_authorized", approval == nil ? nil : charge.attempt.money.amount)
        json.field("authorization_code", approval?.authorizationCode)
        json.field("brand", card.brand.rawValue)
        json.object("checks") { json in
            json.constant(#""address_line1_check":null,"address_postal_code_check":null"#)
            json.field("cvc_check", cvcCheck)
        }
        json.field("country", card.country)
        json.field("exp_month", Int64(card.expiry.month))
        json.field("exp_year", Int64(card.expiry.year))
        json.field("fingerprint", card.fingerprint)
        json.field("funding", card.funding)
        json.field("last4", card.last4)
        json.field("network", card.brand.rawValue)
        json.field("network_transaction_id", approval?.networkTransaction)
        json.constant(
            """
            "installments":null,"mandate":null,"regulated_status":null,"transaction_link_id":null,"wallet":null
            """
        )
        if let authentication = charge.attempt.authentication {
            json.object("three_d_secure") { ThreeDSecureObject(authentication).write(to: &$0) }
        } else {
            json.null("three_d_secure")
        }
    }

    /// A declined code says it itself; other declines say nothing of the code.
    private var cvcCheck: String? {
        if charge.attempt.decline?.code == .incorrectCVC { return CVCCheck.fail.rawValue }
        return charge.attempt.approval?.cvcCheck.rawValue
    }

    /// What every charge here has in common: no fees, transfers, disputes, receipts or shipping of ours.
    private static let absent: StaticString = """
        "application":null,"application_fee":null,"application_fee_amount":null,"balance_transaction":null,\
        "calculated_statement_descriptor":null,"customer":null,"disputed":false,"failure_balance_transaction":null,\
        "fraud_details":{},"on_behalf_of":null,"payment_method":null,"receipt_email":null,"receipt_number":null,\
        "receipt_url":null,"review":null,"shipping":null,"source":null,"source_transfer":null,\
        "statement_descriptor":null,"statement_descriptor_suffix":null,"transfer_data":null,"transfer_group":null
        """
}
