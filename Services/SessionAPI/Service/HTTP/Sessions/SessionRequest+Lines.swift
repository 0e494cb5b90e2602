import Foundation
import HTTPKit
import Payments

/// The lines of an order in a request for a session.
struct RequestedLines {
    let items: [LineItem]
    let currency: Currency

    /// What the customer will be charged.
    func total() throws -> Money {
        var sum = Money(0, currency)
        do {
            for item in items {
                let line = try Money(item.unitAmount, currency).multiplied(by: item.quantity)
                sum = try sum.adding(line)
            }
            try currency.check(sum.amount)
        } catch let error as Currency.AmountError {
            throw APIError(error, sum)
        } catch {
            throw APIError(Currency.AmountError.tooLarge(maximum: currency.maximumCharge), sum)
        }
        return sum
    }
}

extension ParameterReader {
    /// `line_items`: 1 to 100, each with `price_data` and a quantity, all in one currency.
    mutating func lines(_ randomness: Randomness) throws -> RequestedLines {
        var currencies: [Currency] = []
        let items = try groups("line_items", upTo: SessionRequest.lineItemLimit) { line in
            try line.lineItem(randomness, &currencies)
        }
        guard let items, let currency = currencies.first else { throw missing("line_items") }
        if let other = currencies.first(where: { $0 != currency }) {
            throw APIError.invalid(
                "line_items",
                "All line items must have the same currency; there are \(currency) and \(other)."
            )
        }
        return RequestedLines(items: items, currency: currency)
    }

    private mutating func lineItem(_ randomness: Randomness, _ currencies: inout [Currency]) throws -> LineItem {
        if let price = try text("price", upTo: 255) {
            throw APIError.invalid(
                name("price"),
                code: "resource_missing",
                "No such price: '\(Self.shown(price))'. Prices are not kept here yet; send \(name("price_data")) instead."
            )
        }
        let price = try group("price_data") { try $0.priceData() }
        guard let price else { throw missing("price_data") }
        guard let quantity = try integer("quantity") else { throw missing("quantity") }
        guard (1...999_999).contains(quantity) else {
            throw APIError.invalid(name("quantity"), "\(name("quantity")) must be from 1 to 999999.")
        }
        try off("adjustable_quantity", besides: "minimum", "maximum")
        try notYet("tax_rates", "metadata")
        currencies.append(price.currency)
        return LineItem(
            suffix: randomness.base62(24),
            name: price.product.name,
            description: price.product.description,
            images: price.product.images,
            quantity: quantity,
            unitAmount: price.unitAmount,
            productMetadata: price.product.metadata
        )
    }

    private typealias Product = (name: String, description: String?, images: [String]?, metadata: Metadata?)

    private mutating func priceData() throws -> (currency: Currency, unitAmount: Int64, product: Product) {
        let code = try requiredText("currency")
        guard let currency = Currency(code.lowercased()) else {
            throw APIError.invalid(name("currency"), "Invalid currency: \(Self.shown(code)).")
        }
        if has("recurring") {
            throw APIError.invalid(
                name("recurring"),
                "Recurring prices need mode=subscription, which is not supported yet."
            )
        }
        let product = try group("product_data") { try $0.productData() }
        try notYet("product", "recurring")
        guard let product else { throw missing("product_data") }
        // Without automatic tax, which there is not yet, this changes nothing.
        _ = try choice("tax_behavior", of: ["exclusive", "inclusive", "unspecified"])
        return (currency, try unitAmount(currency), product)
    }

    private mutating func productData() throws -> Product {
        let name = try requiredText("name", upTo: 1500)
        let description = try text("description", upTo: 40_000)
        let images = try texts("images", upTo: 8, each: 2048)
        let metadata = try metadata("metadata")
        _ = try text("tax_code")
        try notYet("tax_details", "unit_label")
        return (name, description, images, metadata)
    }

    /// `unit_amount`, or `unit_amount_decimal` where that is a whole number.
    private mutating func unitAmount(_ currency: Currency) throws -> Int64 {
        let whole = try integer("unit_amount")
        let decimal = try text("unit_amount_decimal", upTo: 32)
        if whole != nil, decimal != nil {
            throw APIError.invalid(
                name("unit_amount_decimal"),
                code: "parameters_exclusive",
                "Send either unit_amount or unit_amount_decimal, not both."
            )
        }
        let amount = try whole ?? decimal.map(wholeAmount)
        guard let amount else { throw missing("unit_amount") }
        guard amount >= 0 else {
            throw APIError.invalid(name("unit_amount"), "Invalid non-negative integer: \(amount).")
        }
        guard amount <= currency.maximumCharge else {
            throw APIError.invalid(
                name("unit_amount"),
                code: "amount_too_large",
                "\(name("unit_amount")) must be at most \(currency.maximumCharge)."
            )
        }
        return amount
    }

    private func wholeAmount(_ text: String) throws -> Int64 {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let amount = Int64(parts[0]), parts.count == 1 || parts[1].utf8.allSatisfy({ $0 == UInt8(ascii: "0") })
        else {
            throw APIError.invalid(
                name("unit_amount_decimal"),
                "Invalid unit_amount_decimal: \(Self.shown(text)). Fractions of the smallest unit are not supported yet."
            )
        }
        return amount
    }
}

extension APIError {
    /// A total that cannot be charged.
    fileprivate init(_ error: Currency.AmountError, _ total: Money) {
        switch error {
        case .tooSmall where total.amount == 0:
            self = .invalid(
                "line_items",
                code: "amount_too_small",
                "The total amount due is 0. Sessions without a payment are not supported yet."
            )
        case .tooSmall(let minimum):
            self = .invalid(
                "line_items",
                code: "amount_too_small",
                "The total amount due must be at least \(minimum) \(total.currency) in the smallest unit; this is \(total.amount)."
            )
        case .tooLarge(let maximum):
            self = .invalid(
                "line_items",
                code: "amount_too_large",
                "The total amount due must be at most \(maximum) \(total.currency) in the smallest unit."
            )
        case .notDivisible(let step):
            self = .invalid(
                "line_items",
                "Amounts in \(total.currency) must be divisible by \(step); this is \(total.amount)."
            )
        }
    }
}
