import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SessionClient
import Testing

@testable import PageService

@Suite struct FormGuardTests {
    struct Post: CustomTestStringConvertible {
        let name: String
        var headers: HTTPFields = [:]
        var csrf: String? = PageTrial.proof
        let isTaken: Bool

        var testDescription: String { name }
    }

    static let foreignProof = FormGuard(pageKey: PageTrial.key, origin: PageTrial.origin).proof(for: "cs_test_other")

    static let posts = [
        Post(name: "from the page", headers: PageTrial.sameOrigin, isTaken: true),
        Post(name: "from a browser that says nothing", isTaken: true),
        Post(name: "from a reloaded tab", headers: [.origin: PageTrial.page, .secFetchSite: "none"], isTaken: true),
        Post(name: "from another site", headers: [.origin: "https://evil.example"], isTaken: false),
        Post(name: "from a page without an origin", headers: [.origin: "null"], isTaken: false),
        Post(name: "from the same host over http", headers: [.origin: "http://pay.example"], isTaken: false),
        Post(name: "from a site that hides its origin", headers: [.secFetchSite: "cross-site"], isTaken: false),
        Post(name: "from a sister host", headers: [.secFetchSite: "same-site"], isTaken: false),
        Post(name: "without proof", headers: PageTrial.sameOrigin, csrf: nil, isTaken: false),
        Post(name: "with an empty proof", headers: PageTrial.sameOrigin, csrf: "", isTaken: false),
        Post(name: "with another session's proof", headers: PageTrial.sameOrigin, csrf: foreignProof, isTaken: false),
        Post(name: "with a proof that is no text of ours", headers: PageTrial.sameOrigin, csrf: "💥", isTaken: false),
    ]

    @Test(arguments: posts)
    func `only the page's own form pays`(_ post: Post) async throws {
        let paid = CheckoutView.sample.with { $0.status = .complete }
        try await PageTrial.run(.init(view: .sample, viewAfter: paid)) { page in
            let response = try await page.pay(["token": "card_1"], csrf: post.csrf, headers: post.headers)
            #expect(response.status == (post.isTaken ? .seeOther : .forbidden))
            #expect(page.api.confirmations.count == (post.isTaken ? 1 : 0))
        }
    }

    @Test func `a refused post leads back to the page, and tells the script`() async throws {
        try await PageTrial.run(.sample) { page in
            let html = try await page.pay(["token": "card_1"], csrf: nil)
            #expect(html.text.contains("href=\"\(PageTrial.path)\""))
            let json = try await page.pay(["token": "card_1"], csrf: nil, headers: PageTrial.script)
            #expect(json.text == #"{"error":{"code":"refused"}}"#)
        }
    }
}
