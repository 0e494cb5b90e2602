import Foundation
import Payments
import Testing

@testable import SandboxService

@Suite struct IssuerTests {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)  // November 2023

    struct Case: CustomTestStringConvertible, Sendable {
        let number: String
        let code: String
        var authenticated: String?
        var check = CVCCheck.match

        var testDescription: String { "…\(number.suffix(8)) \(code)" }
    }

    /// The whole table of the dialect.
    static let cards: [Case] =
        [
            "4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222", "5200828282828210",
            "5105105105105100", "378282246310005", "371449635398431", "6011111111111117", "6011000990139424",
            "6011981111111113", "3056930009020004", "36227206271667", "3566002020360505", "6200000000000005",
            "6200000000000047", "6205500000000000004", "6555900000604105", "4000000000004954", "4000000000009235",
            "4000000000000036", "4000000000000028", "4000000000000010", "4000000000000044", "4000000000003055",
            "4000000000003097", "4000000000000259", "4000000000002685", "4000000000001976", "4000000000005423",
            "4000000404000079", "4000000000007726", "4000000000005126", "4000000000000077", "4000003720000278",
        ].map { Case(number: $0, code: "00") } + [
            Case(number: "4000000000000002", code: "05"),
            Case(number: "4000000000009995", code: "51"),
            Case(number: "4000000000009987", code: "41"),
            Case(number: "4000000000009979", code: "43"),
            Case(number: "4000000000006975", code: "61"),
            Case(number: "4000000000000069", code: "54"),
            Case(number: "4000000000000127", code: "N7", check: .mismatch),
            Case(number: "4000000000000119", code: "96"),
            Case(number: "4000000000000341", code: "05"),
            Case(number: "4100000000000019", code: "59"),
            Case(number: "4000000000000101", code: "00", check: .mismatch),
            Case(number: "4242424242424241", code: "14"),
            Case(number: "4000000000003220", code: "1A", authenticated: "00"),
            Case(number: "4000000000003238", code: "1A", authenticated: "00"),
            Case(number: "4000000000003246", code: "1A", authenticated: "00"),
            Case(number: "4000000000003253", code: "1A", authenticated: "00"),
            Case(number: "4000002500003155", code: "1A", authenticated: "00"),
            Case(number: "4000002760003184", code: "1A", authenticated: "00"),
            Case(number: "4000003800000446", code: "1A", authenticated: "00"),
            Case(number: "4000008260003178", code: "1A", authenticated: "51"),
            Case(number: "4000008400001629", code: "1A", authenticated: "05"),
            Case(number: "4000008400001280", code: "1A", authenticated: "05"),
        ]

    @Test(arguments: cards)
    func `the number decides`(_ card: Case) throws {
        let presented = try #require(
            PresentedCard(number: card.number, expiry: CardExpiry(month: 12, year: 2034), cvc: "123")
        )
        let money = Money(2000, try #require(Currency("eur")))
        let plain = Issuer.test.decide(presented, money, proof: nil, at: Self.now)
        #expect(plain.responseCode.rawValue == card.code)
        #expect(plain.cvcCheck == card.check)
        let cavv = ProofKey.test.cavv(presented, transaction: "d5", money)
        let proof = PresentedProof(cavv: cavv, dsTransID: "d5")
        let proven = Issuer.test.decide(presented, money, proof: proof, at: Self.now)
        #expect(proven.responseCode.rawValue == card.authenticated ?? card.code)
    }

    @Test(arguments: TestCards.groups.flatMap(\.cards).map(\.number))
    func `every listed card is a number that a vault lets through`(_ number: String) throws {
        #expect(try #require(PresentedCard(number: number, expiry: nil, cvc: nil)).passesLuhn)
        #expect(CardNumberScan.containsCardNumber(number))
    }

    @Test func `the README has every card, with its sentence`() throws {
        var folder = URL(filePath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let path = folder.appending(path: "Services/Sandbox/Service/README.md").path
        let readme = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
        for group in TestCards.groups {
            #expect(readme.contains("**\(group.title).** \(group.introduction)"))
            for card in group.cards {
                #expect(readme.contains("| \(card.grouped) | \(card.says) |"), "…\(card.number.suffix(4))")
            }
        }
    }

    @Test func `no card is listed twice`() {
        let numbers = TestCards.groups.flatMap(\.cards).map(\.number)
        #expect(Set(numbers).count == numbers.count)
    }

    @Test func `a check of the CVC can only fail if one was sent`() throws {
        let expiry = CardExpiry(month: 12, year: 2034)
        for number in ["4000000000000127", "4000000000000101", "4242424242424242"] {
            let card = try #require(PresentedCard(number: number, expiry: expiry, cvc: nil))
            let money = Money(1, try #require(Currency("eur")))
            let decision = Issuer.test.decide(card, money, proof: nil, at: Self.now)
            #expect(
                decision == .init(responseCode: .approved, cvcCheck: .notProvided, proofCheck: .notProvided)
            )
        }
    }

    @Test(arguments: [(10, 2023, "54"), (11, 2023, "00"), (12, 2023, "00"), (13, 2034, "54")])
    func `a card is good until its month is over`(_ month: Int, _ year: Int, _ code: String) throws {
        let expiry = CardExpiry(month: month, year: year)
        let card = try #require(PresentedCard(number: "4242424242424242", expiry: expiry, cvc: "123"))
        let money = Money(1, try #require(Currency("eur")))
        #expect(Issuer.test.decide(card, money, proof: nil, at: Self.now).responseCode.rawValue == code)
    }

    @Test func `a card does not print its number or CVC`() throws {
        let card = try #require(PresentedCard(number: "4242 4242-42424242", expiry: nil, cvc: "987"))
        var dumped = ""
        dump(card, to: &dumped)
        for text in ["\(card)", String(reflecting: card), dumped, "\([card])"] {
            #expect(!text.contains("42424242"))
            #expect(!text.contains("987"))
        }
        #expect(card.last4 == "4242")
    }
}
