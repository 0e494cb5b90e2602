import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SessionClient
import Testing

@testable import PageService

@Suite struct AwayTests {
    @Test(arguments: [PageTrial.path, PageTrial.path + "/status"])
    func `while session-api is away a page says so and looks again by itself`(_ path: String) async throws {
        let response = try await PageTrial.run(nil) { try await $0.get(path) }
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] == "3")
        #expect(response.text.contains("data-mode=\"reload\""))
        #expect(response.text.contains("<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>"))
    }

    @Test(arguments: [HTTPResponse.Status.internalServerError, .badGateway, .unauthorized])
    func `a session-api that is broken is as good as away`(_ status: HTTPResponse.Status) async throws {
        let response = try await PageTrial.run(.init(view: .sample, failure: status)) { try await $0.get() }
        #expect(response.status == .serviceUnavailable)
    }

    @Test func `a payment that could not be delivered can be sent once more, with nothing lost`() async throws {
        try await PageTrial.run(.init(view: .sample, failure: .serviceUnavailable)) { page in
            let fields = ["token": "card_1", "email": "ada@example.com"]
            let away = try await page.pay(fields)
            #expect(away.status == .serviceUnavailable)
            let sent = away.text.matches(of: #/<input type="hidden" name="([^"]+)" value="([^"]*)">/#)
            let again = Dictionary(uniqueKeysWithValues: sent.map { (String($0.output.1), String($0.output.2)) })
            #expect(again["token"] == "card_1")
            #expect(again["email"] == "ada@example.com")
            #expect(again["csrf"] == PageTrial.proof)

            page.api.change {
                $0.failure = nil
                $0.viewAfter = .sample.with { $0.status = .complete }
            }
            let paid = try await page.pay(again)
            #expect(page.api.confirmations.map(\.token) == ["card_1", "card_1"])
            // No redirect: the policy of the page before could not name the shop, and Chromium would drop it.
            #expect(paid.status == .ok)
            #expect(paid.headers[.refresh] == "0; url=\(CheckoutView.sample.successURL)")
            #expect(paid.text.contains("href=\"\(CheckoutView.sample.successURL)\""))
        }
    }

    @Test func `the script is told to try again`() async throws {
        try await PageTrial.run(nil) { page in
            let pay = try await page.pay(["token": "card_1"], headers: PageTrial.script)
            #expect(pay.status == .serviceUnavailable)
            #expect(pay.text == #"{"error":{"code":"unreachable"}}"#)
            #expect(try await page.get(PageTrial.path + "/outcome").text == #"{"error":{"code":"unreachable"}}"#)
        }
    }

    @Test func `a refusal because a part is away is no refusal of the card`() async throws {
        let script = SessionAPIStandIn.Script(view: .sample, outcome: .refused, refusal: .unavailable)
        let response = try await PageTrial.run(script) { try await $0.pay(["token": "card_1"]) }
        #expect(response.status == .serviceUnavailable)
        #expect(response.text.contains("name=\"token\" value=\"card_1\""))
    }
}
