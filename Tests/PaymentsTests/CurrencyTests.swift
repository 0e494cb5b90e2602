import Payments
import Testing

@Suite struct CurrencyTests {
    @Test func `every currency has three digits of its own, and they lead back to it`() {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        let codes = letters.flatMap { a in letters.flatMap { b in letters.map { c in "\(a)\(b)\(c)" } } }
        let currencies = codes.compactMap { Currency($0) }
        #expect(currencies.count > 130)
        for currency in currencies {
            #expect(currency.numericCode.utf8.count == 3 && currency.numericCode != "999")
            #expect(Currency(numericCode: currency.numericCode) == currency)
        }
        #expect(Currency("eur")?.numericCode == "978")
        #expect(Currency("aud")?.numericCode == "036")
        #expect(Currency(numericCode: "840")?.code == "usd")
        #expect(Currency(numericCode: "999") == nil)
    }

    @Test(arguments: [("eur", 2), ("jpy", 0), ("kwd", 3), ("isk", 2), ("xof", 0)])
    func `a currency knows its decimals`(_ code: String, _ exponent: Int) throws {
        #expect(try #require(Currency(code)).exponent == exponent)
    }

    @Test(arguments: ["", "EUR", "xxx", "euro", "btc"])
    func `anything else is no currency`(_ code: String) {
        #expect(Currency(code) == nil)
    }

    @Test(arguments: [
        ("eur", 49, Currency.AmountError?.some(.tooSmall(minimum: 50))), ("eur", 50, nil), ("eur", 99_999_999, nil),
        ("eur", 100_000_000, .some(.tooLarge(maximum: 99_999_999))), ("idr", 999_999_999_999, nil),
        ("kwd", 1005, .some(.notDivisible(by: 10))), ("kwd", 1010, nil), ("isk", 150, .some(.notDivisible(by: 100))),
        ("jpy", 49, .some(.tooSmall(minimum: 50))), ("gbp", 30, nil),
    ])
    func `a total has a minimum, a maximum and a step`(
        _ code: String,
        _ amount: Int64,
        _ expected: Currency.AmountError?
    ) throws {
        let currency = try #require(Currency(code))
        var thrown: Currency.AmountError?
        do throws(Currency.AmountError) { try currency.check(amount) } catch { thrown = error }
        #expect(thrown == expected)
    }
}

@Suite struct MoneyTests {
    let eur = Currency("eur")
    let usd = Currency("usd")

    @Test func `amounts of two currencies do not mix`() throws {
        let (eur, usd) = (try #require(eur), try #require(usd))
        #expect(throws: Money.ArithmeticError.mixedCurrencies) { try Money(1, eur).adding(Money(1, usd)) }
    }

    @Test func `arithmetic that overflows is an error, not a trap`() throws {
        let eur = try #require(eur)
        #expect(throws: Money.ArithmeticError.overflow) { try Money(.max, eur).adding(Money(1, eur)) }
        #expect(throws: Money.ArithmeticError.overflow) { try Money(.max, eur).multiplied(by: 2) }
        #expect(try Money(999, eur).multiplied(by: 2) == Money(1998, eur))
        #expect(try Money(5, eur).subtracting(Money(7, eur)) == Money(-2, eur))
    }

    @Test(arguments: [
        (2000, "eur", "en", "€20.00"), (2000, "eur", "de", "20,00\u{A0}€"), (500, "jpy", "en", "¥500"),
        (123_456, "usd", "en", "$1,234.56"), (1010, "kwd", "en", "KWD\u{A0}1.010"),
    ])
    func `people read amounts as their language writes them`(
        _ amount: Int64,
        _ code: String,
        _ locale: String,
        _ text: String
    ) throws {
        #expect(Money(amount, try #require(Currency(code))).formatted(locale: locale) == text)
    }
}
