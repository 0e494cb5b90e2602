import Foundation
import Payments
import Secrets
import Testing

@testable import SessionService

@Suite struct ChallengeTicketTests {
    static let tickets = ChallengeTickets(key: SecretBytes(Array(repeating: 7, count: 32)))
    static let place = ChallengeTickets.Place(
        session: ID(unchecked: "cs_test_abc"),
        attempt: ID(unchecked: "pa_abc"),
        id: UUID()
    )

    @Test func `what was signed is read again`() {
        #expect(Self.tickets.read(Self.tickets.signed(Self.place)) == Self.place)
        #expect(Self.tickets.signed(Self.place).utf8.count <= 1024, "EMV allows no more")
    }

    @Test func `what was changed, cut or signed with another key is not`() throws {
        let text = String(decoding: try #require(Base64URL.decode(Self.tickets.signed(Self.place))), as: UTF8.self)
        let code = text.split(separator: ".")[3]
        let changed = [
            text.replacing("abc", with: "abd"), text.replacing(Self.place.id.wireText, with: UUID().wireText),
            String(text.dropLast()), text + "0", text.replacing(code, with: ""), text.replacing(".\(code)", with: ""),
            "", "...",
        ]
        for text in changed { #expect(Self.tickets.read(Base64URL.encode(text.utf8)) == nil, "\(text)") }
        #expect(Self.tickets.read("%%%") == nil)
        #expect(Self.tickets.read(String(repeating: "A", count: 5000)) == nil)
        let others = ChallengeTickets(key: SecretBytes(Array(repeating: 8, count: 32)))
        #expect(others.read(Self.tickets.signed(Self.place)) == nil)
    }
}
