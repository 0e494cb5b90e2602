import Foundation
import Secrets
import Testing
import VaultClient

@Suite struct PaymentTicketTests {
    private let key = SecretBytes(Array("0123456789abcdef0123456789abcdef".utf8))
    private let ticket = PaymentTicket(
        session: "cs_test_a1",
        merchant: "acct_1",
        livemode: false,
        nonce: "n0nce0123456789A",
        expires: Moment.now.addingTimeInterval(60),
        pageURL: "http://127.0.0.1:8081"
    )

    @Test func `a ticket survives being signed and read`() throws {
        let text = try ticket.signed(with: key)
        #expect(text.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "+") })
        #expect(try PaymentTicket(text, key: key, at: Moment.now) == ticket)
    }

    @Test func `any change, another key or another form is refused`() throws {
        let text = try ticket.signed(with: key)
        let other = SecretBytes(Array("another key, another key, anothe".utf8))
        #expect(throws: PaymentTicket.Refusal.invalid) { try PaymentTicket(text, key: other, at: Moment.now) }
        for place in text.indices where text[place] != "." {
            var changed = text
            changed.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
            // The last character of base64 carries bits that nobody reads.
            guard changed != text, place != text.index(before: text.endIndex) else { continue }
            #expect(throws: PaymentTicket.Refusal.invalid) { try PaymentTicket(changed, key: key, at: Moment.now) }
        }
        for wrong in ["", "v1", "v1..", "v2" + text.dropFirst(2), text + ".", String(repeating: "a", count: 2000)] {
            #expect(throws: PaymentTicket.Refusal.invalid) { try PaymentTicket(wrong, key: key, at: Moment.now) }
        }
    }

    @Test func `an old one still says where its page is`() throws {
        let text = try ticket.signed(with: key)
        #expect(throws: PaymentTicket.Refusal.expired(ticket)) {
            try PaymentTicket(text, key: key, at: Moment.now.addingTimeInterval(60))
        }
    }
}
