import Foundation

/// An amount in the smallest unit of its currency: 2000 with `eur` is €20.00.
package struct Money: Hashable, Sendable, Codable {
    package let amount: Int64
    package let currency: Currency

    package init(_ amount: Int64, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    package enum ArithmeticError: Error, Equatable {
        case mixedCurrencies
        case overflow
    }

    package func adding(_ other: Money) throws(ArithmeticError) -> Money {
        try combined(with: other) { $0.addingReportingOverflow($1) }
    }

    package func subtracting(_ other: Money) throws(ArithmeticError) -> Money {
        try combined(with: other) { $0.subtractingReportingOverflow($1) }
    }

    package func multiplied(by factor: Int64) throws(ArithmeticError) -> Money {
        let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
        if overflow { throw .overflow }
        return Money(product, currency)
    }

    /// The amount as people of `locale` write it, for instance "€20.00" in `en` and "20,00 €" in `de`.
    package func formatted(locale identifier: String) -> String {
        let divisor = (0..<currency.exponent).reduce(Decimal(1)) { result, _ in result * 10 }
        return (Decimal(amount) / divisor).formatted(
            .currency(code: currency.code.uppercased())
                .locale(Locale(identifier: identifier))
                .precision(.fractionLength(currency.exponent))
        )
    }

    private func combined(
        with other: Money,
        _ operation: (Int64, Int64) -> (Int64, Bool)
    ) throws(ArithmeticError) -> Money {
        guard currency == other.currency else { throw .mixedCurrencies }
        let (result, overflow) = operation(amount, other.amount)
        if overflow { throw .overflow }
        return Money(result, currency)
    }
}
