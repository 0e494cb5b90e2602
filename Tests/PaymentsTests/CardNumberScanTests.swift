import Foundation
import Payments
import Testing

@Suite struct CardNumberScanTests {
    @Test(arguments: [
        "4242424242424242", "card 4242 4242 4242 4242 please", "4242-4242-4242-4242", "378282246310005",
        "x=4242424242424242&y=1", "5555555555554444,", "2026 4242 4242 4242 4242", "6205500000000000004",
    ])
    func `a card number is seen wherever it stands`(_ text: String) {
        #expect(CardNumberScan.containsCardNumber(text))
    }

    @Test(arguments: [
        "", "4242424242424241", "1700000000", "order 1234567890123456", "20264242424242424242",
        "cs_test_4242424242424242", "12 34 56 78",
        "+49 170 1234567 890", "0000000000000000", "4242  4242  4242  4242", "1763812345678",
    ])
    func `what only looks like one is left alone`(_ text: String) {
        #expect(!CardNumberScan.containsCardNumber(text))
        #expect(CardNumberScan.masked(text) == text)
    }

    @Test func `masking keeps the first six and the last four`() {
        #expect(CardNumberScan.masked("pay 4242424242424242 now") == "pay 424242******4242 now")
        #expect(CardNumberScan.masked("4242 4242 4242 4242") == "4242 42** **** 4242")
    }

    @Test func `an expiry is over when its month is over everywhere`() throws {
        let expiry = try #require(CardExpiry(month: 12, year: 2030))
        let newYear = Date(timeIntervalSince1970: 1_924_992_000)  // 2031-01-01 00:00 UTC
        #expect(!expiry.isPast(at: newYear))
        #expect(expiry.isPast(at: newYear.addingTimeInterval(12 * 3600)))
        #expect(CardExpiry(month: 13, year: 2030) == nil)
        #expect(CardExpiry(month: 1, year: 30) == nil)
    }
}
