import Foundation
import Payments

/// Reads an expiry date in the ways in which people and browsers write it.
///
/// `12/34`, `12 / 34`, `1/34`, `1234`, `134`, `12/2034`, `122034`, `12-34`, `2034-12` (a month input). Two digits of a
/// year are of this century.
enum ExpiryReader {
    /// - Throws: `TokenRefusal.expiryMissing`, `.monthInvalid`, `.yearInvalid`, `.monthPast`, `.yearPast`.
    static func read(_ typed: UnsafeRawBufferPointer, at now: Date) throws(TokenRefusal) -> CardExpiry {
        guard !typed.isEmpty else { throw .expiryMissing }
        let groups = try groups(in: typed)
        switch groups.count {
        case 1: return try expiry(unseparated: groups[0], at: now)
        case 2 where groups[0].count == 4: return try expiry(month: groups[1], year: groups[0], at: now)
        case 2: return try expiry(month: groups[0], year: groups[1], at: now)
        default: throw .monthInvalid
        }
    }

    /// Reads a month and a year that were sent apart.
    static func read(month: [UInt8], year: [UInt8], at now: Date) throws(TokenRefusal) -> CardExpiry {
        guard !month.isEmpty else { throw TokenRefusal.expiryMissing.about("exp_month") }
        guard let month = digits(of: month) else { throw TokenRefusal.monthInvalid.about("exp_month") }
        guard let year = digits(of: year) else { throw TokenRefusal.yearInvalid.about("exp_year") }
        do {
            return try expiry(month: month, year: year, at: now)
        } catch {
            throw error.about(error.code == TokenRefusal.yearInvalid.code ? "exp_year" : "exp_month")
        }
    }

    private static func expiry(unseparated digits: [Int], at now: Date) throws(TokenRefusal) -> CardExpiry {
        switch digits.count {
        case 3, 4, 6:
            let monthDigits = digits.count == 3 ? 1 : 2
            return try expiry(
                month: Array(digits.prefix(monthDigits)),
                year: Array(digits.dropFirst(monthDigits)),
                at: now
            )
        case 1, 2: throw .yearInvalid
        default: throw .monthInvalid
        }
    }

    private static func expiry(month: [Int], year: [Int], at now: Date) throws(TokenRefusal) -> CardExpiry {
        let monthNumber = number(month)
        guard month.count <= 2, (1...12).contains(monthNumber) else { throw .monthInvalid }
        guard year.count == 2 || year.count == 4 else { throw .yearInvalid }
        let yearNumber = number(year) + (year.count == 2 ? 2000 : 0)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let thisYear = calendar.component(.year, from: now)
        guard yearNumber <= thisYear + Limits.expiryYears,
            let expiry = CardExpiry(month: monthNumber, year: yearNumber)
        else { throw .yearInvalid }
        guard expiry.isPast(at: now) else { return expiry }
        throw yearNumber < thisYear ? .yearPast : .monthPast
    }

    /// The digits between separators: a slash, a dash, a dot or spaces, with or without spaces around.
    private static func groups(in typed: UnsafeRawBufferPointer) throws(TokenRefusal) -> [[Int]] {
        var groups: [[Int]] = []
        var isOpen = false
        for byte in typed {
            if CardNumber.isDigit(byte) {
                if !isOpen { groups.append([]) }
                isOpen = true
                groups[groups.count - 1].append(Int(byte - UInt8(ascii: "0")))
                guard groups[groups.count - 1].count <= 6, groups.count <= 2 else { throw .monthInvalid }
            } else {
                guard " /-.".utf8.contains(byte) else { throw .monthInvalid }
                isOpen = false
            }
        }
        guard !groups.isEmpty else { throw .monthInvalid }
        return groups
    }

    private static func digits(of typed: [UInt8]) -> [Int]? {
        guard (1...4).contains(typed.count), typed.allSatisfy(CardNumber.isDigit) else { return nil }
        return typed.map { Int($0 - UInt8(ascii: "0")) }
    }

    private static func number(_ digits: [Int]) -> Int {
        digits.reduce(0) { $0 * 10 + $1 }
    }
}
