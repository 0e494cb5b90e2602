import Foundation
import HTTPKit
import Payments

/// A request for a checkout session, read and checked against the dialect (§10).
struct SessionRequest {
    let amount: Money
    let items: [LineItem]
    let expires: Date
    let terms: Session.Terms
    let metadata: Metadata

    /// When an unpaid session ends unless the merchant says otherwise.
    static let defaultLifetime: TimeInterval = 30 * 60
    /// From a minute to a day; clients compute the time before they send it, and their clocks differ from ours.
    static let lifetimes: ClosedRange<TimeInterval> = 60...(24 * 3600)
    static let clockSlack: TimeInterval = 10
    static let lineItemLimit = 100

    /// What the request is read for: whose it is, in which words, and when.
    struct Circumstances {
        let livemode: Bool
        let version: APIVersion
        let now: Date
        let randomness: Randomness
    }

    /// - Throws: `APIError` naming the first parameter at fault.
    init(_ parameters: Parameter, _ circumstances: Circumstances) throws {
        self = try ParameterReader.read(parameters) { try SessionRequest(&$0, circumstances) }
    }

    private init(_ reader: inout ParameterReader, _ circumstances: Circumstances) throws {
        try Self.readMode(&reader)
        terms = try reader.terms(circumstances)
        let lines = try reader.lines(circumstances.randomness)
        try reader.agree(on: lines.currency)
        items = lines.items
        amount = try lines.total()
        expires = try reader.expiry(circumstances.now)
        metadata = try reader.metadata("metadata") ?? .none
        _ = try reader.expand(allowing: Expansions.ofSession)
        try Self.readWhatIsOff(&reader)
    }

    /// Only payments on the hosted page for now.
    private static func readMode(_ reader: inout ParameterReader) throws {
        let mode = try reader.choice("mode", of: ["payment", "setup", "subscription"])
        guard let mode else { throw reader.missing("mode") }
        guard mode == "payment" else {
            throw APIError.invalid("mode", "Sessions in \(mode) mode are not supported yet; use mode=payment.")
        }
        let modes = ["hosted", "hosted_page", "embedded", "embedded_page", "custom", "elements", "form"]
        guard let uiMode = try reader.choice("ui_mode", of: modes), !uiMode.hasPrefix("hosted") else { return }
        throw APIError.invalid(
            "ui_mode",
            "ui_mode \(uiMode) is not supported yet; sessions are paid on the hosted page."
        )
    }

    /// Parameters of the dialect that are taken where they ask for nothing, and refused by name where they do.
    private static func readWhatIsOff(_ reader: inout ParameterReader) throws {
        try reader.off("automatic_tax", besides: "liability")
        try reader.off("invoice_creation", besides: "invoice_data")
        try reader.off("tax_id_collection", besides: "required")
        for key in ["adaptive_pricing", "managed_payments", "phone_number_collection"] { try reader.off(key) }
        _ = try reader.choice("customer_creation", of: ["if_required"])
        _ = try reader.choice("payment_method_collection", of: ["always", "if_required"])
        _ = try reader.choice("origin_context", of: ["web", "mobile_app"])
        if let customer = try reader.text("customer", upTo: 255) {
            throw APIError.invalid(
                "customer",
                code: "resource_missing",
                "No such customer: '\(ParameterReader.shown(customer))'. Customers are not kept here yet; send customer_email."
            )
        }
        try reader.notYet(
            "after_expiration",
            "allowed_payment_method_types",
            "branding_settings",
            "consent_collection",
            "custom_fields",
            "custom_text",
            "customer_account",
            "customer_update",
            "discounts",
            "excluded_payment_method_types",
            "integration_identifier",
            "name_collection",
            "optional_items",
            "payment_method_configuration",
            "payment_method_data",
            "permissions",
            "redirect_on_completion",
            "return_url",
            "saved_payment_method_options",
            "setup_intent_data",
            "shipping_address_collection",
            "shipping_options",
            "subscription_data",
            "wallet_options"
        )
    }
}

extension ParameterReader {
    /// All lines of a session share one currency; the top-level parameter may repeat it.
    fileprivate mutating func agree(on currency: Currency) throws {
        guard let stated = try text("currency"), stated.lowercased() != currency.code else { return }
        throw APIError.invalid(
            "currency",
            "The currency \(Self.shown(stated)) differs from that of the line items, \(currency)."
        )
    }

    /// When the session ends if nobody pays.
    fileprivate mutating func expiry(_ now: Date) throws -> Date {
        guard let seconds = try integer("expires_at") else {
            return Date(unixSeconds: now.unixSeconds).addingTimeInterval(SessionRequest.defaultLifetime)
        }
        let lifetimes = SessionRequest.lifetimes
        let lifetime = Double(seconds) - now.timeIntervalSince1970
        let slack = SessionRequest.clockSlack
        guard (lifetimes.lowerBound - slack...lifetimes.upperBound + slack).contains(lifetime) else {
            throw APIError.invalid(
                "expires_at",
                "The expires_at timestamp must be from 1 minute to 24 hours after the session is created."
            )
        }
        return Date(unixSeconds: seconds)
    }
}
