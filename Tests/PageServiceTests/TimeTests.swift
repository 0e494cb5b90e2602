import HTTPTypes
import HummingbirdTesting
import SessionClient
import Testing

@testable import PageService

@Suite struct TimeTests {
    @Test(
        arguments: [
            (1_800_000_301, nil), (1_800_000_300, "5:00 left"), (1_800_000_065, "1:05 left"),
            (1_800_000_001, "0:01 left"),
            (1_799_999_000, "0:00 left"),
        ] as [(Int64, String?)]
    )
    func `little time is said at once, and the script counts on`(_ expiresAt: Int64, _ words: String?) async throws {
        let text = try await PageTrial.run(.sample.with { $0.expiresAt = expiresAt }) { try await $0.get().text }
        let seconds = max(0, expiresAt - 1_800_000_000)
        #expect(text.contains("data-seconds-left=\"\(seconds)\""))
        let shown = try #require(
            text.firstMatch(of: #/<p id="time" class="time" data-text="\{time\} left"([^>]*)>(.*)</p>/#)
        )
        #expect(shown.output.1 == (words == nil ? " hidden" : ""))
        #expect(String(shown.output.2) == words ?? "")
    }

    @Test func `what the page says when the time is over stands in it already, for a status region`() async throws {
        let text = try await PageTrial.run(.sample) { try await $0.get().text }
        let over = try #require(
            text.firstMatch(of: #/<div role="status">\n<div id="over"[^>]* hidden>(.|\n)*?</main>/#)
        )
        #expect(over.output.0.contains("The time for this checkout is over"))
        #expect(over.output.0.contains("This checkout has expired"))
        #expect(over.output.0.contains("href=\"https://shop.example/cart\""))
    }

    @Test func `without script a card given too late leads to the truth`() async throws {
        let late = CheckoutView.sample.with { ($0.status, $0.ticket) = (.expired, "") }
        try await PageTrial.run(.init(view: .sample, outcome: .expired, viewAfter: late)) { page in
            #expect(try await page.pay(["nonce": "n1"]).location == "\(PageTrial.path)?error=card_again")
            #expect(try await page.pay(["token": "card_1"]).location == PageTrial.path)
            page.api.change { $0.view = late }
            // The vault refuses a ticket that is too old and sends the browser here.
            let response = try await page.get(PageTrial.path + "?error=ticket_expired")
            #expect(response.status == .gone)
            #expect(response.text.contains("This checkout has expired"))
        }
    }
}
