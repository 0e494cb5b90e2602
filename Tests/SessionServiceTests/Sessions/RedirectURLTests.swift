import Foundation
import Payments
import Testing

@testable import SessionService

@Suite struct RedirectURLTests {
    @Test(arguments: [
        "https://shop.example/ok", "https://shop.example", "http://127.0.0.1:8090/store/thanks?x=1",
        "https://shop.example/ok?s={CHECKOUT_SESSION_ID}#top", "http://[::1]:3000/", "HTTPS://SHOP.example/",
        "https://shop_1.example:8443/a%20b",
    ])
    func `an address that a browser can be sent to is taken`(_ text: String) throws {
        try RedirectURL.check(text, livemode: false)
    }

    @Test(arguments: [
        "", "shop.example/ok", "/ok", "ftp://shop.example", "javascript:alert(1)", "https://", "https:///path",
        "https://user@shop.example/", "https://user:pw@shop.example/", "https://shop.example/a b",
        "https://shop.example\\@evil/",
        "https://shop.example/\r\nSet-Cookie:x", "https://shöp.example/", "https://shop.example:99999/",
        "https://shop.example:/",
        "https://;script-src/", "https://a..b/", "https://[::1/", "https://[]/", "data:text/html,x",
        "https:/shop.example",
    ])
    func `anything else is refused`(_ text: String) {
        #expect(throws: RedirectURL.Failure.malformed) { try RedirectURL.check(text, livemode: false) }
    }

    @Test func `live customers are sent to https only`() throws {
        try RedirectURL.check("https://shop.example/", livemode: true)
        #expect(throws: RedirectURL.Failure.insecure) { try RedirectURL.check("http://shop.example/", livemode: true) }
    }

    @Test(arguments: [
        ("https://a.b/ok?s={CHECKOUT_SESSION_ID}", "https://a.b/ok?s=ID"),
        ("https://a.b/{CHECKOUT_SESSION_ID}/{CHECKOUT_SESSION_ID}", "https://a.b/ID/ID"),
        ("https://a.b/ok", "https://a.b/ok?session_id=ID"),
        ("https://a.b/ok?", "https://a.b/ok?session_id=ID"),
        ("https://a.b/ok?x=1", "https://a.b/ok?x=1&session_id=ID"),
        ("https://a.b/ok?x=1&", "https://a.b/ok?x=1&session_id=ID"),
        ("https://a.b/ok#top", "https://a.b/ok?session_id=ID#top"),
        ("https://a.b/ok?x=1#a?b", "https://a.b/ok?x=1&session_id=ID#a?b"),
    ])
    func `the session's id is filled in, or added where the merchant left no place`(
        _ url: String,
        _ filled: String
    ) throws {
        let session = try Session.sample(successURL: url)
        #expect(session.successDestination == filled.replacing("ID", with: session.id.rawValue))
    }

    @Test(arguments: ["a@b.example", "first.last+tag@sub.shop.example", "ü@b.example"])
    func `a plausible address is taken`(_ text: String) {
        #expect(EmailAddress.isPlausible(text))
    }

    @Test(arguments: [
        "", "a", "a@", "@b.c", "a@b", "a b@c.d", "a@b@c.d", "a@b..c", "a@.b", "a@b.", "<a@b.c>", "a@b.c\n",
        String(repeating: "a", count: 65) + "@b.c", "a@" + String(repeating: "b", count: 260) + ".c",
    ])
    func `an implausible address is refused`(_ text: String) {
        #expect(!EmailAddress.isPlausible(text))
    }
}

extension Session {
    /// A session as the table might hold it.
    static func sample(
        successURL: String = "https://shop.example/ok",
        amount: Int64 = 2000,
        at now: Date = Date(timeIntervalSince1970: 1_800_000_000)
    ) throws -> Session {
        let item = LineItem(suffix: Randomness.seeded(7).base62(24), name: "T-shirt", quantity: 1, unitAmount: amount)
        return Session(
            id: .make(livemode: false, at: now, .system),
            merchant: ID(unchecked: "acct_0000000000000001"),
            livemode: false,
            created: now,
            expires: now.addingTimeInterval(1800),
            amount: Money(amount, try #require(Currency("eur"))),
            lineItems: LineItemsText.encode([item]),
            terms: Terms(successURL: successURL),
            metadata: .none
        )
    }
}
