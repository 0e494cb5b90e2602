import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SessionClient
import Testing

@testable import PageService

@Suite struct SecurityHeadersTests {
    @Test func `the policy of the payment page is exactly this`() async throws {
        let view = CheckoutView.sample.with { $0.cancelURL = "http://localhost:9000/cart?x=1" }
        let response = try await PageTrial.run(view) { try await $0.get() }
        let nonce = try #require(response.text.firstMatch(of: #/<script nonce="([^"]+)"/#)?.output.1)
        #expect(nonce.count == 24)
        #expect(
            response.policy == """
                default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'self' 'nonce-\(nonce)'; img-src 'self'; \
                connect-src 'self' https://vault.example; \
                form-action 'self' https://vault.example https://shop.example http://localhost:9000; \
                base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
                require-trusted-types-for 'script'; trusted-types 'none'; upgrade-insecure-requests
                """
        )
    }

    @Test func `each page has a nonce of its own`() async throws {
        let policies = try await PageTrial.run(.sample) { [try await $0.get().policy, try await $0.get().policy] }
        #expect(policies[0] != policies[1])
    }

    @Test(arguments: [PageTrial.path, "/c/pay/cs_test_other", "/c/nowhere", Asset.style.path, "/"])
    func `every answer carries the headers that protect a payment page`(_ path: String) async throws {
        let headers = try await PageTrial.run(.sample) { try await $0.get(path).headers }
        #expect(headers[.xContentTypeOptions] == "nosniff")
        #expect(headers[.referrerPolicy] == "strict-origin")
        #expect(headers[.xFrameOptions] == "DENY")
        #expect(headers[.crossOriginOpenerPolicy] == "same-origin")
        #expect(headers[.crossOriginResourcePolicy] == "same-origin")
        #expect(headers[.permissionsPolicy]?.contains("camera=()") == true)
        #expect(headers[.strictTransportSecurity] == "max-age=63072000; includeSubDomains")
        #expect(headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
        let isAsset = path == Asset.style.path
        #expect(headers[.cacheControl] == (isAsset ? "public, max-age=31536000, immutable" : "no-store"))
        #expect(headers[.requestID] != nil)
    }

    @Test func `on plain http nothing promises https`() async throws {
        let response = try await PageTrial.run(.init(view: .sample), pageURL: "http://127.0.0.1:8081") {
            try await $0.get()
        }
        #expect(response.headers[.strictTransportSecurity] == nil)
        #expect(!response.policy.contains("upgrade-insecure-requests"))
    }

    @Test(arguments: [
        ("https://shop.example/a?b=c#d", "https://shop.example"),
        ("HTTPS://Shop.Example:443/", "https://shop.example"),
        ("http://127.0.0.1:8090/store", "http://127.0.0.1:8090"),
        ("http://[::1]:80/", "http://[::1]"),
        ("https://user@shop.example/", nil),
        ("https://shop.example;script-src%20*/", nil),
        ("myapp://done", nil),
        ("javascript:alert(1)", nil),
        ("//shop.example", nil),
        ("", nil),
    ])
    func `only an origin that a policy can name gets into one`(_ url: String, _ origin: String?) {
        #expect(Origin(of: url)?.description == origin)
    }

    @Test func `an asset of another version is served but not kept`() async throws {
        try await PageTrial.run(.sample) { page in
            let response = try await page.get("/c/assets/0123456789abcdef/page.css")
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "text/css; charset=utf-8")
            #expect(response.headers[.cacheControl] == "no-cache")
            #expect(try await page.get("/c/assets/0123456789abcdef/other.css").status == .notFound)
        }
    }
}
