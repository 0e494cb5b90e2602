import Payments
import Testing

@testable import VaultService

@Suite struct CardNumberTests {
    /// The dialect's test cards (§13) and some of other lengths.
    @Test(
        arguments: [
            ("4242424242424242", .visa), ("4000056655665556", .visa), ("4222222222222", .visa),
            ("5555555555554444", .mastercard), ("2223003122003222", .mastercard), ("5200828282828210", .mastercard),
            ("5105105105105100", .mastercard), ("378282246310005", .amex), ("371449635398431", .amex),
            ("6011111111111117", .discover), ("6011000990139424", .discover), ("6011981111111113", .discover),
            ("3056930009020004", .diners), ("36227206271667", .diners), ("3566002020360505", .jcb),
            ("6200000000000005", .unionpay), ("6200000000000047", .unionpay), ("6205500000000000004", .unionpay),
            ("6555900000604105", .discover), ("2200000000000004", .unknown), ("9792000000000003", .unknown),
        ] as [(String, CardBrand)]
    )
    func `a number tells its brand`(_ digits: String, _ brand: CardBrand) throws {
        let number = try number(digits)
        #expect(number.brand == brand)
        #expect(number.bin == digits.prefix(6))
        #expect(number.last4 == digits.suffix(4))
        #expect(number.digits.revealed == digits)
    }

    @Test func `spaces and dashes are passed over`() throws {
        #expect(try number("4242 4242-4242  4242").digits.revealed == "4242424242424242")
    }

    @Test(
        arguments: [
            ("", TokenRefusal.numberMissing),
            ("4242424242424241", .numberIncorrect), ("5555555555554445", .numberIncorrect),
            ("378282246310006", .numberIncorrect),
            // A Visa has 13, 16 or 19 digits, an American Express 15.
            ("42424242424242", .numberIncorrect), ("424242424242424242", .numberIncorrect),
            ("3782822463100053", .numberIncorrect),
            ("42424242424", .numberInvalid), ("42424242424242424242", .numberInvalid),
            ("4242x42424242424", .numberInvalid), ("４２４２４２４２４２４２４２４２", .numberInvalid),
            ("0000000000000000", .numberInvalid), ("1234567812345670", .numberInvalid),
        ] as [(String, TokenRefusal)]
    )
    func `what is no card number is refused`(_ text: String, _ refusal: TokenRefusal) {
        #expect(throws: refusal) { try number(text) }
    }

    @Test func `one wrong digit never passes`() {
        let digits = Array("4242424242424242".utf8)
        for place in digits.indices {
            for other in UInt8(ascii: "0")...UInt8(ascii: "9") where other != digits[place] {
                var changed = digits
                changed[place] = other
                #expect(!changed.withUnsafeBytes(CardNumber.passesLuhn), "digit \(place)")
            }
        }
    }

    @Test(
        arguments: [
            ("4242424242424242", .credit, "US"), ("4000056655665556", .debit, "US"),
            ("5200828282828210", .debit, "US"), ("5105105105105100", .prepaid, "US"),
            ("6011981111111113", .debit, "US"), ("6200000000000005", .credit, "CN"),
            ("6200000000000047", .debit, "CN"), ("3566002020360505", .credit, "JP"),
            ("4000002500003155", .credit, "FR"), ("4000002760003184", .credit, "DE"),
            ("4000008260003178", .credit, "GB"), ("4000000000000002", .credit, "US"),
        ] as [(String, CardFunding, String)]
    )
    func `a test card has funding and country`(_ digits: String, _ funding: CardFunding, _ country: String) throws {
        let number = try number(digits)
        #expect(CardOrigin.of(number, livemode: false) == CardOrigin(funding: funding, country: country))
        #expect(CardOrigin.of(number, livemode: true) == .unknown)
    }
}
