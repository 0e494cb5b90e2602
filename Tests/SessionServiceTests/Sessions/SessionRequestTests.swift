import Foundation
import HTTPKit
import HTTPTypes
import NIOCore
import Payments
import Testing

@testable import SessionService

@Suite struct SessionRequestTests {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// The least that a session needs.
    static let form = [
        "mode": "payment",
        "success_url": "https://shop.example/ok",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "2000",
        "line_items[0][price_data][product_data][name]": "T-shirt",
        "line_items[0][quantity]": "1",
    ]

    @Test func `the least that a session needs is enough`() throws {
        let request = try read([:])
        #expect(request.amount == Money(2000, try #require(Currency("eur"))))
        #expect(request.expires == Self.now.addingTimeInterval(1800))
        #expect(request.items.map(\.name) == ["T-shirt"])
        #expect(request.terms.threeDSecure == .automatic)
    }

    @Test func `lines are added up`() throws {
        let request = try read([
            "line_items[0][quantity]": "3",
            "line_items[1][price_data][currency]": "EUR",
            "line_items[1][price_data][unit_amount_decimal]": "150.00",
            "line_items[1][price_data][product_data][name]": "Sticker",
            "line_items[1][price_data][product_data][description]": "Round",
            "line_items[1][quantity]": "2",
        ])
        #expect(request.amount.amount == 6300)
        #expect(request.items.map(\.amountTotal) == [6000, 300])
    }

    @Test func `what asks for nothing that is missing is taken`() throws {
        let request = try read([
            "allow_promotion_codes": "false", "automatic_tax[enabled]": "false", "billing_address_collection": "auto",
            "customer_creation": "if_required", "phone_number_collection[enabled]": "false",
            "payment_method_types[0]": "card", "payment_intent_data[capture_method]": "automatic_async",
            "payment_method_options[card][request_three_d_secure]": "challenge", "ui_mode": "hosted", "currency": "eur",
            "expand[0]": "line_items", "metadata[n]": "3", "metadata[gone]": "", "cancel_url": "", "locale": "de",
            "submit_type": "donate", "client_reference_id": "order-7", "customer_email": "a@b.example",
            "payment_intent_data[description]": "Order 7", "payment_intent_data[metadata][order]": "7",
        ])
        #expect(request.metadata.json == #"{"n":"3"}"#)
        #expect(request.terms.allowPromotionCodes == false)
        #expect(request.terms.threeDSecure == .challenge)
        #expect(request.terms.cancelURL == nil)
        #expect(request.terms.paymentMetadata.json == #"{"order":"7"}"#)
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let name: String
        let value: String?
        let param: String
        let code: String?

        /// `nil` as the value leaves the parameter out.
        init(_ name: String, _ value: String?, param: String? = nil, code: String? = nil) {
            self.name = name
            self.value = value
            self.param = param ?? name
            self.code = code
        }

        var testDescription: String { "\(name)=\(value?.prefix(40) ?? "(left out)")" }
    }

    static let line = "line_items[0]"
    static let price = "line_items[0][price_data]"

    @Test(arguments: [
        Refusal("mode", nil, code: "parameter_missing"),
        Refusal("mode", "subscription"),
        Refusal("mode", "setup"),
        Refusal("mode", "gift"),
        Refusal("success_url", nil, code: "parameter_missing"),
        Refusal("success_url", "", code: "parameter_invalid_empty"),
        Refusal("success_url", "not a url", code: "url_invalid"),
        Refusal("cancel_url", "javascript:alert(1)", code: "url_invalid"),
        Refusal("customer_email", "nobody", code: "email_invalid"),
        Refusal("client_reference_id", String(repeating: "x", count: 201)),
        Refusal("locale", "xx"),
        Refusal("submit_type", "buy"),
        Refusal("ui_mode", "embedded"),
        Refusal("ui_mode", "embedded_page"),
        Refusal("currency", "usd"),
        Refusal("expires_at", "1800000020"),
        Refusal("expires_at", "1800090000"),
        Refusal("expires_at", "soon", code: "parameter_invalid_integer"),
        Refusal("payment_method_types[0]", "ideal"),
        Refusal("payment_intent_data[capture_method]", "manual"),
        Refusal("payment_intent_data[description]", String(repeating: "x", count: 1001)),
        Refusal("payment_intent_data[receipt_email]", "a@b.example"),
        Refusal("payment_method_options[card][request_three_d_secure]", "never"),
        Refusal(
            "payment_method_options[ideal][x]",
            "1",
            param: "payment_method_options[ideal]"
        ),
        Refusal(
            "payment_method_options[coins][x]",
            "1",
            param: "payment_method_options[coins]",
            code: "parameter_unknown"
        ),
        Refusal("automatic_tax[rate]", "3", code: "parameter_unknown"),
        Refusal("colour", "red", code: "parameter_unknown"),
        Refusal("line_items[0][color]", "red", code: "parameter_unknown"),
        Refusal("line_items[0][price_data][product_data][size]", "L", code: "parameter_unknown"),
        Refusal("customer", "cus_1", code: "resource_missing"),
        Refusal("discounts[0][coupon]", "x", param: "discounts"),
        Refusal("allow_promotion_codes", "true"),
        Refusal("allow_promotion_codes", "maybe"),
        Refusal("automatic_tax[enabled]", "true"),
        Refusal("metadata", "x"),
        Refusal("metadata[a][b]", "x", param: "metadata[a]"),
        Refusal("metadata[\(String(repeating: "k", count: 41))]", "x"),
        Refusal("metadata[k]", String(repeating: "v", count: 501)),
        Refusal("metadata[card]", "4242424242424242", code: "card_number_in_text"),
        Refusal("expand[0]", "amount_total"),
        Refusal("\(line)[quantity]", nil, code: "parameter_missing"),
        Refusal("\(line)[quantity]", "0"),
        Refusal("\(line)[quantity]", "1.5", code: "parameter_invalid_integer"),
        Refusal("\(line)[quantity]", "1000000"),
        Refusal("\(line)[price]", "price_1", code: "resource_missing"),
        Refusal("\(line)[adjustable_quantity][enabled]", "true"),
        Refusal("\(price)[currency]", nil, code: "parameter_missing"),
        Refusal("\(price)[currency]", "xxx"),
        Refusal("\(price)[unit_amount]", nil, code: "parameter_missing"),
        Refusal("\(price)[unit_amount]", "-1"),
        Refusal("\(price)[unit_amount]", "20.00", code: "parameter_invalid_integer"),
        Refusal("\(price)[unit_amount]", "100000000", code: "amount_too_large"),
        Refusal("\(price)[unit_amount_decimal]", "1", code: "parameters_exclusive"),
        Refusal("\(price)[unit_amount]", "0", param: "line_items", code: "amount_too_small"),
        Refusal("\(price)[unit_amount]", "49", param: "line_items", code: "amount_too_small"),
        Refusal("\(price)[product_data][name]", nil, param: "\(price)[product_data]", code: "parameter_missing"),
        Refusal("\(price)[product_data][name]", "", code: "parameter_invalid_empty"),
        Refusal("\(price)[recurring][interval]", "month", param: "\(price)[recurring]"),
        Refusal("line_items[1][quantity]", "1", param: "line_items[1][price_data]", code: "parameter_missing"),
    ])
    func `a fault is named by its whole path`(_ refusal: Refusal) throws {
        let error = #expect(throws: APIError.self) { try read([refusal.name: refusal.value]) }
        #expect(error?.param == refusal.param)
        #expect(error?.code == refusal.code)
        #expect(error?.status == .badRequest)
        #expect(error?.kind == .invalidRequest)
        #expect(error?.message.isEmpty == false)
    }

    @Test func `a line without its price data is refused although nothing else is there`() {
        var form = Self.form.filter { !$0.key.hasPrefix("line_items") }
        #expect(param(form) == "line_items")
        form["line_items[0][quantity]"] = "1"
        #expect(param(form) == "line_items[0][price_data]")
    }

    @Test func `text where a list is due is refused`() {
        var form = Self.form.filter { !$0.key.hasPrefix("line_items") }
        form["line_items"] = "x"
        #expect(param(form) == "line_items")
    }

    @Test func `lines in two currencies are refused`() {
        let error = #expect(throws: APIError.self) {
            try read([
                "line_items[1][price_data][currency]": "usd", "line_items[1][price_data][unit_amount]": "100",
                "line_items[1][price_data][product_data][name]": "x", "line_items[1][quantity]": "1",
            ])
        }
        #expect(error?.param == "line_items")
    }

    @Test func `a hundred lines are taken, one more is not`() throws {
        func lines(_ count: Int) -> [String: String?] {
            var form: [String: String?] = [:]
            for index in 0..<count {
                form["line_items[\(index)][price_data][currency]"] = "eur"
                form["line_items[\(index)][price_data][unit_amount]"] = "1"
                form["line_items[\(index)][price_data][product_data][name]"] = "n\(index)"
                form["line_items[\(index)][quantity]"] = "1"
            }
            return form
        }
        #expect(try read(lines(100)).items.map(\.name) == (0..<100).map { "n\($0)" })
        #expect(throws: APIError.self) { try read(lines(101)) }
    }

    @Test func `a total beyond the largest number is too large, not a crash`() throws {
        var form: [String: String?] = [:]
        for index in 0..<100 {
            form["line_items[\(index)][price_data][currency]"] = "idr"
            form["line_items[\(index)][price_data][unit_amount]"] = "999999999999"
            form["line_items[\(index)][price_data][product_data][name]"] = "gold"
            form["line_items[\(index)][quantity]"] = "999999"
        }
        let error = #expect(throws: APIError.self) { try read(form) }
        #expect(error?.code == "amount_too_large")
    }

    @Test(arguments: [("jpy", "49"), ("kwd", "1001"), ("isk", "150")])
    func `totals follow the rules of their currency`(_ currency: String, _ amount: String) {
        #expect(throws: APIError.self) {
            try read(["\(Self.price)[currency]": currency, "\(Self.price)[unit_amount]": amount])
        }
    }

    @Test(arguments: [1_800_000_055, 1_800_000_060, 1_800_086_400, 1_800_086_405])
    func `a session lasts from a minute to a day, give or take a clock`(_ seconds: Int64) throws {
        #expect(try read(["expires_at": "\(seconds)"]).expires.unixSeconds == seconds)
    }

    @Test func `in live mode customers are sent to https`() {
        let error = #expect(throws: APIError.self) {
            try read(["success_url": "http://shop.example/ok"], livemode: true)
        }
        #expect(error?.code == "url_invalid")
    }

    private func param(_ form: [String: String]) -> String? {
        #expect(throws: APIError.self) { try parse(form) }?.param
    }

    private func read(_ changes: [String: String?], livemode: Bool = false) throws -> SessionRequest {
        var form = Self.form
        for (name, value) in changes { form[name] = value }
        return try parse(form, livemode: livemode)
    }

    private func parse(_ form: [String: String], livemode: Bool = false) throws -> SessionRequest {
        try SessionRequest(
            FormParameters.parse(ByteBuffer(string: Form.encode(form))),
            .init(livemode: livemode, version: .newest, now: Self.now, randomness: .system)
        )
    }
}
