import Foundation
import Payments

/// How a card is funded and where it was issued, as far as the vault knows.
///
/// A table of issuers is licensed data that we do not have, so a live card's origin is unknown. The test cards (dialect §13)
/// have theirs written down here: by first digits, and by the country code that many of them carry in their middle.
struct CardOrigin: Equatable, Sendable {
    let funding: CardFunding
    /// ISO 3166-1 alpha-2, nil when unknown.
    let country: String?

    static let unknown = CardOrigin(funding: .unknown, country: nil)

    static func of(_ number: CardNumber, livemode: Bool) -> CardOrigin {
        guard !livemode else { return .unknown }
        return number.digits.withBytes { digits in
            CardOrigin(funding: testFunding(digits), country: testCountry(digits))
        }
    }

    private static func testFunding(_ digits: UnsafeRawBufferPointer) -> CardFunding {
        let known = testFundings.first { card in
            digits.starts(with: card.beginning.utf8) && digits.reversed().starts(with: card.ending.utf8.reversed())
        }
        return known?.funding ?? .credit
    }

    private static func testCountry(_ digits: UnsafeRawBufferPointer) -> String? {
        if digits.starts(with: "400000".utf8) {
            let code = digits[6..<9].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            return countries[code] ?? "US"
        }
        return testIssuers.first { digits.starts(with: $0.beginning.utf8) }?.country ?? "US"
    }

    private static let testFundings: [(beginning: String, ending: String, funding: CardFunding)] = [
        ("40000566", "", .debit),
        ("520082", "", .debit),
        ("510510", "", .prepaid),
        ("601198", "", .debit),
        ("620000", "0047", .debit),
    ]

    private static let testIssuers: [(beginning: String, country: String)] = [
        ("35", "JP"), ("62", "CN"), ("655590", "KR"),
    ]

    /// ISO 3166-1 numeric, as the test cards carry it.
    private static let countries: [Int: String] = [
        8: "AL", 32: "AR", 36: "AU", 40: "AT", 56: "BE", 76: "BR", 100: "BG", 112: "BY", 124: "CA", 152: "CL",
        156: "CN",
        170: "CO", 188: "CR", 191: "HR", 196: "CY", 203: "CZ", 208: "DK", 218: "EC", 233: "EE", 246: "FI", 250: "FR",
        276: "DE", 292: "GI", 300: "GR", 344: "HK", 348: "HU", 352: "IS", 356: "IN", 360: "ID", 372: "IE", 380: "IT",
        392: "JP", 428: "LV", 438: "LI", 440: "LT", 442: "LU", 458: "MY", 470: "MT", 484: "MX", 528: "NL", 554: "NZ",
        578: "NO", 591: "PA", 600: "PY", 604: "PE", 616: "PL", 620: "PT", 642: "RO", 643: "RU", 682: "SA", 702: "SG",
        703: "SK", 705: "SI", 710: "ZA", 724: "ES", 752: "SE", 756: "CH", 764: "TH", 784: "AE", 826: "GB", 840: "US",
        858: "UY",
    ]
}
