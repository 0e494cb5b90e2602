import Foundation
import Payments
import Testing

@testable import VaultService

@Suite struct CardEntryTests {
    @Test func `a whole card is read`() throws {
        let card = try entry(cardBody())
        #expect(card.number.digits.revealed == "4242424242424242")
        #expect(card.expiry == CardExpiry(month: 12, year: 2034))
        #expect(card.code.revealed == "123")
        #expect(card.name?.revealed == "Ada Lovelace")
    }

    @Test func `browsers encode spaces as plus, letters of other alphabets as bytes`() throws {
        let card = try entry("number=4242+4242+4242+4242&exp=12+%2F+34&cvc=+123+&name=Zo%C3%AB+M%c3%bcller&more=1")
        #expect(card.number.digits.revealed == "4242424242424242")
        #expect(card.code.revealed == "123")
        #expect(card.name?.revealed == "Zoë Müller")
    }

    @Test func `a name is not needed`() throws {
        #expect(try entry(cardBody(without: ["name"])).name == nil)
        #expect(try entry(cardBody(["name": "  "])).name == nil)
    }

    @Test(
        arguments: [
            ("4242424242424242", "123", nil), ("4242424242424242", "12", .codeInvalid),
            ("4242424242424242", "1234", .codeInvalid), ("4242424242424242", "12a", .codeInvalid),
            ("4242424242424242", "", .codeMissing), ("378282246310005", "1234", nil),
            ("378282246310005", "123", .amexCodeInvalid), ("378282246310005", "12345", .amexCodeInvalid),
            ("2200000000000004", "123", nil), ("2200000000000004", "1234", nil),
            ("4242424242424242", "99", .codeInvalid),
        ] as [(String, String, TokenRefusal?)]
    )
    func `the security code has the brand's length`(_ number: String, _ code: String, _ refusal: TokenRefusal?) {
        var found: TokenRefusal?
        do throws(TokenRefusal) {
            _ = try entry(cardBody(["number": number, "cvc": code]))
        } catch {
            found = error
        }
        #expect(found == refusal)
    }

    @Test(arguments: ["4242 4242 4242 4242", "a\u{0}b", "a\nb", String(repeating: "a", count: 201)])
    func `what is no name is refused`(_ name: String) {
        #expect(throws: TokenRefusal.nameInvalid) { try entry(cardBody(["name": name])) }
    }

    @Test func `a name that is not UTF-8 is refused`() {
        #expect(throws: TokenRefusal.nameInvalid) { try entry(cardBody(without: ["name"]) + "&name=%FF%FE") }
    }

    @Test func `the first field at fault is named, from the number down`() {
        #expect(throws: TokenRefusal.numberMissing) { try entry("") }
        #expect(throws: TokenRefusal.expiryMissing) { try entry("number=4242424242424242") }
        #expect(throws: TokenRefusal.codeMissing) { try entry("number=4242424242424242&exp=12/34") }
    }

    @Test(arguments: ["number=%4", "number=%zz", "number=%"])
    func `a broken encoding is refused`(_ body: String) {
        #expect(throws: TokenRefusal.bodyMalformed) { try entry(body) }
    }

    @Test func `a field that comes twice is refused: nobody knows which one was meant`() {
        #expect(throws: TokenRefusal.fieldTwice) { try entry(cardBody() + "&cvc=321") }
        #expect(throws: TokenRefusal.fieldTwice) { try entry(cardBody() + "&n%75mber=1") }
    }

    @Test func `too many fields and too long bodies are refused`() {
        #expect(throws: TokenRefusal.bodyMalformed) { try entry(String(repeating: "a=1&", count: 33)) }
        #expect(throws: TokenRefusal.bodyTooLarge) { try entry(String(repeating: "a", count: 4097)) }
    }
}
