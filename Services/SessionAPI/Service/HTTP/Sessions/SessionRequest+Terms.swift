import HTTPKit
import Payments

extension ParameterReader {
    /// What is fixed at creation: addresses, words and wishes.
    mutating func terms(_ circumstances: SessionRequest.Circumstances) throws -> Session.Terms {
        guard let successURL = try address("success_url", livemode: circumstances.livemode) else {
            throw missing("success_url")
        }
        let payment = try group("payment_intent_data") { try $0.paymentIntentData() }
        try paymentMethodTypes()
        let threeDSecure = try group("payment_method_options") { try $0.cardOptions() }
        let promotions = try boolean("allow_promotion_codes")
        if promotions == true {
            throw APIError.invalid("allow_promotion_codes", "Promotion codes are not supported yet.")
        }
        return Session.Terms(
            successURL: successURL,
            cancelURL: try address("cancel_url", livemode: circumstances.livemode),
            clientReference: try text("client_reference_id", upTo: 200),
            customerEmail: try email("customer_email"),
            locale: try choice("locale", of: Self.locales),
            submitType: try choice("submit_type", of: ["auto", "book", "donate", "pay", "subscribe"]),
            billingAddress: try billingAddress(),
            allowPromotionCodes: promotions,
            threeDSecure: (threeDSecure ?? nil) ?? .automatic,
            paymentDescription: payment?.description,
            paymentMetadata: payment?.metadata ?? .none,
            version: circumstances.version
        )
    }

    /// An address that a browser can be sent to.
    private mutating func address(_ key: String, livemode: Bool) throws -> String? {
        guard let text = try text(key, upTo: RedirectURL.lengthLimit) else { return nil }
        do {
            try RedirectURL.check(text, livemode: livemode)
            return text
        } catch .malformed {
            throw APIError.invalid(
                name(key),
                code: "url_invalid",
                "Not a valid URL: \(name(key)) must be an absolute address such as https://example.com/path, in ASCII."
            )
        } catch .insecure {
            throw APIError.invalid(
                name(key),
                code: "url_invalid",
                "In live mode \(name(key)) must begin with https://."
            )
        }
    }

    private mutating func email(_ key: String) throws -> String? {
        guard let text = try text(key) else { return nil }
        guard EmailAddress.isPlausible(text) else {
            throw APIError.invalid(name(key), code: "email_invalid", "Invalid email address: \(Self.shown(text))")
        }
        return text
    }

    private mutating func paymentIntentData() throws -> (description: String?, metadata: Metadata) {
        if try choice("capture_method", of: ["automatic", "automatic_async", "manual"]) == "manual" {
            throw APIError.invalid(
                name("capture_method"),
                "Manual capture is not supported yet; payments are captured at once."
            )
        }
        let description = try text("description", upTo: 1000)
        let metadata = try metadata("metadata") ?? .none
        try notYet(
            "application_fee_amount",
            "on_behalf_of",
            "receipt_email",
            "setup_future_usage",
            "shipping",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_data",
            "transfer_group"
        )
        return (description, metadata)
    }

    private mutating func paymentMethodTypes() throws {
        guard let types = try texts("payment_method_types", upTo: 50, each: 100) else { return }
        guard let index = types.firstIndex(where: { $0 != "card" }) else { return }
        throw APIError.invalid(
            "payment_method_types[\(index)]",
            "The payment method type \(Self.shown(types[index])) is not supported; sessions are paid by card."
        )
    }

    private mutating func cardOptions() throws -> Session.ThreeDSecureRequest? {
        let request = try group("card") { card in
            let request = try card.choice(
                "request_three_d_secure",
                of: Session.ThreeDSecureRequest.allCases.map(\.rawValue)
            )
            try card.notYet(
                "capture_method",
                "installments",
                "request_extended_authorization",
                "request_incremental_authorization",
                "request_multicapture",
                "request_overcapture",
                "restrictions",
                "setup_future_usage",
                "statement_descriptor_suffix_kana",
                "statement_descriptor_suffix_kanji"
            )
            return request
        }
        try refuseOtherMethods()
        return request.flatMap { $0 }.flatMap(Session.ThreeDSecureRequest.init(rawValue:))
    }

    /// Options of the dialect's other ways to pay: refused where they ask for something, since nobody could use them.
    private mutating func refuseOtherMethods() throws {
        for method in Self.otherMethods where take(method) != nil && has(method) {
            throw APIError.invalid(
                name(method),
                "The payment method type \(method) is not supported; sessions are paid by card."
            )
        }
    }

    private static let otherMethods = [
        "acss_debit", "affirm", "afterpay_clearpay", "alipay", "alma", "amazon_pay", "au_becs_debit", "bacs_debit",
        "bancontact", "billie", "blik", "boleto", "cashapp", "crypto", "customer_balance", "demo_pay", "eps", "fpx",
        "giropay", "grabpay", "ideal", "kakao_pay", "klarna", "konbini", "kr_card", "link", "mobilepay", "multibanco",
        "naver_pay", "oxxo", "p24", "pay_by_bank", "payco", "paynow", "paypal", "payto", "pix", "revolut_pay",
        "samsung_pay", "satispay", "scalapay", "sepa_debit", "sequra", "sofort", "sunbit", "swish", "twint", "upi",
        "us_bank_account", "wechat_pay",
    ]

    private mutating func billingAddress() throws -> String? {
        let choice = try choice("billing_address_collection", of: ["auto", "required"])
        guard choice != "required" else {
            throw APIError.invalid("billing_address_collection", "Asking for a billing address is not supported yet.")
        }
        return choice
    }

    /// What the page may be asked to speak (dialect §10).
    private static let locales = [
        "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN",
        "hr",
        "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl",
        "sv",
        "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
    ]
}
