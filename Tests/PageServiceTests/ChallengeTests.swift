import HTTPKit
import HTTPTypes
import HummingbirdTesting
import NIOCore
import SessionClient
import Testing

@testable import PageService

@Suite struct ChallengeTests {
    static let path = PageTrial.path + "/challenge"
    /// What a browser says when a bank's page posts to us.
    static let fromBank: HTTPFields = [
        .origin: "https://acs.bank.example:8443", .secFetchSite: "cross-site",
        .contentType: "application/x-www-form-urlencoded",
    ]

    @Test func `the step to the bank posts the bank's message to the bank, and works without script`() async throws {
        let page = try await PageTrial.run(.challenged) { try await $0.get(Self.path).text }
        #expect(
            page.contains(
                #"<form id="challenge-form" method="post" action="https://acs.bank.example:8443/challenge?x=1">"#
            )
        )
        #expect(page.contains(#"name="creq" value="eyJtZXNzYWdlVHlwZSI6IkNSZXEifQ""#))
        #expect(page.contains(#"name="threeDSSessionData" value="c2Vzc2lvbi5kYXRh""#))
        #expect(page.contains(#"type="submit" autocomplete="off">Continue to your bank</button>"#))
        #expect(page.contains(#"href="\#(PageTrial.path)">Use another card</a>"#))
    }

    @Test func `its policy lets a form go to that bank only, and the card page's lets none`() async throws {
        try await PageTrial.run(.challenged) { page in
            let challenge = try await page.get(Self.path).policy
            #expect(challenge.contains("; form-action https://acs.bank.example:8443; "))
            #expect(challenge.contains("; connect-src 'self'"))
            let card = try await page.get().policy
            #expect(!card.contains("bank.example"))
        }
    }

    @Test func `while the bank waits another card may be given`() async throws {
        try await PageTrial.run(.init(view: .challenged, cards: ["n1": .visa])) { page in
            let form = try await page.get()
            #expect(form.status == .ok)
            #expect(form.text.contains("id=\"card-form\""))
            #expect(form.text.contains("href=\"\(Self.path)\">Continue to your bank</a>"))
            let held = try await page.get(PageTrial.path + "?card=n1").text
            #expect(held.contains("Visa •4242"))
            #expect(!held.contains("Continue to your bank"))
        }
    }

    @Test(arguments: [
        (PaymentState.processing, PageTrial.path + "/status"), (.declined, PageTrial.path),
        (.paid, CheckoutView.sample.successURL),
    ])
    func `a step that is over leads to where the session stands`(
        _ payment: PaymentState,
        _ location: String
    ) async throws {
        let response = try await PageTrial.run(.sample.with { $0.payment = payment }) { try await $0.get(Self.path) }
        #expect(response.status == .seeOther)
        #expect(response.location == location)
    }

    @Test func `a bank whose address is no web address is no place to go`() async throws {
        let challenge = ChallengeView(acsURL: "javascript:alert(1)", creq: "x", sessionData: "y")
        try await PageTrial.run(.challenged.with { $0.challenge = challenge }) { page in
            #expect(try await page.get(Self.path).location == PageTrial.path)
            let card = try await page.get().text
            #expect(!card.contains("javascript:"))
        }
    }

    @Test func `whoever comes back without a cookie is led to the status page, which decides`() async throws {
        let script = SessionAPIStandIn.Script(
            view: .sample.with { $0.payment = .processing },
            returns: ["data": CheckoutView.sampleSession]
        )
        try await PageTrial.run(script) { page in
            let back = try await Self.post(page, "cres=eyJ9&threeDSSessionData=data")
            #expect(back.status == .seeOther)
            let location = try #require(back.location)
            #expect(location == PageTrial.path + "/status?returned=1")
            #expect(page.api.returns == [ChallengeReturn(sessionData: "data", cres: "eyJ9")])
            #expect(try await page.get(location).text.contains("data-mode=\"follow\""))

            page.api.change { $0.view = .challenged }
            #expect(try await page.get(location).location == Self.path)
            // A redirect to the shop could be dropped by the policy of the bank's page: this is a page that leads on.
            page.api.change { $0.view = .sample.with { $0.status = .complete } }
            let paid = try await page.get(location)
            #expect(paid.status == .ok)
            #expect(paid.headers[.refresh] == "0; url=\(CheckoutView.sample.successURL)")
        }
    }

    @Test(arguments: ["cres=eyJ9&threeDSSessionData=foreign", "cres=eyJ9", "threeDSSessionData=", ""])
    func `what we did not give the bank leads nowhere`(_ body: String) async throws {
        let response = try await PageTrial.run(.sample) { try await Self.post($0, body) }
        #expect(response.status == .badRequest)
        #expect(response.text.contains("We cannot find the payment that you came back to"))
        #expect(!response.text.contains("eyJ9"))
    }

    @Test func `a return while session-api is away can be sent once more`() async throws {
        let response = try await PageTrial.run(nil) { try await Self.post($0, "cres=eyJ9&threeDSSessionData=data") }
        #expect(response.status == .serviceUnavailable)
        #expect(response.text.contains("action=\"/c/3ds\""))
        #expect(response.text.contains("name=\"threeDSSessionData\" value=\"data\""))
    }

    @Test func `a large return is not read`() async throws {
        let body = "threeDSSessionData=" + String(repeating: "x", count: 20_000)
        try await PageTrial.run(.sample) { page in
            let response = try await Self.post(page, body)
            #expect(response.status == .contentTooLarge)
            #expect(page.api.returns.isEmpty)
        }
    }

    private static func post(_ page: PageTrial, _ body: String) async throws -> TestResponse {
        try await page.client.execute(
            uri: "/c/3ds",
            method: .post,
            headers: fromBank,
            body: ByteBuffer(string: body)
        )
    }
}
