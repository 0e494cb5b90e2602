import Foundation
import Payments
import Testing

@testable import VaultService

@Suite struct ExpiryReaderTests {
    @Test(
        arguments: [
            "12/34", "12 / 34", "12/ 34", "1234", "12/2034", "12 / 2034", "122034", "12-34", "12.34", "12 34",
            "2034-12",
            "2034/12",
        ]
    )
    func `December 2034 is read however it is written`(_ text: String) throws {
        let expiry = try typed(text) { bytes throws(TokenRefusal) in try ExpiryReader.read(bytes, at: Moment.now) }
        #expect(expiry == CardExpiry(month: 12, year: 2034))
    }

    @Test(arguments: ["1/34", "01/34", "134", "0134", "1/2034", "012034", "2034-01", "2034-1"])
    func `January may have one digit`(_ text: String) throws {
        let expiry = try typed(text) { bytes throws(TokenRefusal) in try ExpiryReader.read(bytes, at: Moment.now) }
        #expect(expiry == CardExpiry(month: 1, year: 2034))
    }

    @Test(
        arguments: [
            ("", TokenRefusal.expiryMissing),
            ("13/34", .monthInvalid), ("00/34", .monthInvalid), ("0/34", .monthInvalid), ("1334", .monthInvalid),
            ("ab/cd", .monthInvalid), ("12/34/56", .monthInvalid), ("/", .monthInvalid), ("12345", .monthInvalid),
            ("1234567", .monthInvalid), ("123/34", .monthInvalid),
            ("12", .yearInvalid), ("12/", .yearInvalid), ("12/3", .yearInvalid), ("12/234", .yearInvalid),
            ("12/95", .yearInvalid), ("12/2095", .yearInvalid), ("12/1999", .yearInvalid),
            ("12/25", .yearPast), ("12/2020", .yearPast), ("05/26", .monthPast), ("5/2026", .monthPast),
        ] as [(String, TokenRefusal)]
    )
    func `what is no date to come is refused, and says which part`(_ text: String, _ refusal: TokenRefusal) {
        #expect(throws: refusal) {
            try typed(text) { bytes throws(TokenRefusal) in try ExpiryReader.read(bytes, at: Moment.now) }
        }
    }

    @Test func `a card is good in its last month`() throws {
        let expiry = try typed("06/26") { bytes throws(TokenRefusal) in try ExpiryReader.read(bytes, at: Moment.now) }
        #expect(expiry == CardExpiry(month: 6, year: 2026))
    }

    @Test(
        arguments: [
            ("12", "2034", nil), ("1", "34", nil), ("13", "2034", "exp_month"), ("", "2034", "exp_month"),
            ("12", "", "exp_year"), ("12", "95", "exp_year"), ("5", "2026", "exp_month"), ("5", "2025", "exp_year"),
            ("x", "2034", "exp_month"), ("12", "20345", "exp_year"),
        ] as [(String, String, String?)]
    )
    func `two fields name the one at fault`(_ month: String, _ year: String, _ param: String?) {
        var found: String?
        do throws(TokenRefusal) {
            _ = try ExpiryReader.read(month: Array(month.utf8), year: Array(year.utf8), at: Moment.now)
        } catch {
            found = error.param
        }
        #expect(found == param)
    }
}
