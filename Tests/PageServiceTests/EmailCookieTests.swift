import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SessionClient
import Testing

@testable import PageService

@Suite struct EmailCookieTests {
    private static let declined = SessionAPIStandIn.Script(
        view: .sample,
        outcome: .declined,
        viewAfter: .sample.with { $0.payment = .declined }
    )

    @Test func `a declined card does not cost the address that was typed`() async throws {
        try await PageTrial.run(Self.declined) { page in
            let response = try await page.pay(["token": "card_1", "email": "ada@example.com"])
            let cookie = try #require(response.headers[.setCookie])
            #expect(cookie.contains("; Path=\(PageTrial.path); Max-Age=1800; HttpOnly; SameSite=Lax; Secure"))
            #expect(!cookie.contains("ada"))
            let pair = String(cookie.prefix { $0 != ";" })
            #expect(try await page.get(PageTrial.path, [.cookie: pair]).text.contains("value=\"ada@example.com\""))
            // Another session's page cannot read it, nor can a changed one be read.
            page.api.change { $0.view = .sample }
            let changed = pair.dropLast(4) + "AAAA"
            #expect(try await !page.get(PageTrial.path, [.cookie: String(changed)]).text.contains("ada@"))
        }
    }

    @Test func `a cookie of one session is nothing to another`() throws {
        let cookies = try EmailCookie(pageKey: PageTrial.key, isSecure: true)
        let email = try #require(EmailAddress("ada@example.com"))
        var response = Response(status: .ok)
        try cookies.remember(email, session: "cs_test_one", in: &response)
        let pair = String(try #require(response.headers[.setCookie]).prefix { $0 != ";" })
        let request = Request(
            head: .init(method: .get, scheme: nil, authority: nil, path: "/", headerFields: [.cookie: pair]),
            body: .init(buffer: .init())
        )
        #expect(cookies.email(in: request, session: "cs_test_one") == "ada@example.com")
        #expect(cookies.email(in: request, session: "cs_test_two") == nil)
    }

    @Test func `once paid, nothing is kept`() async throws {
        let paid = CheckoutView.sample.with { $0.status = .complete }
        let response = try await PageTrial.run(.init(view: .sample, viewAfter: paid)) {
            try await $0.pay(["token": "card_1", "email": "ada@example.com"])
        }
        #expect(response.headers[.setCookie]?.contains("Max-Age=0") == true)
    }
}
