import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SessionClient
import Testing

@testable import PageService

@Suite struct PlaceTests {
    struct Row: CustomTestStringConvertible {
        let status: SessionStatus
        let payment: PaymentState
        /// Where the payment page leads; nil if it stays.
        let fromPage: String?
        /// Where the waiting page leads; nil if it stays.
        let fromStatus: String?

        var testDescription: String { "\(status) \(payment)" }
    }

    static let shop = CheckoutView.sample.successURL
    static let rows = [
        Row(status: .open, payment: .none, fromPage: nil, fromStatus: PageTrial.path),
        Row(status: .open, payment: .declined, fromPage: nil, fromStatus: PageTrial.path),
        Row(status: .open, payment: .needsCVC, fromPage: nil, fromStatus: PageTrial.path),
        Row(status: .open, payment: .processing, fromPage: PageTrial.path + "/status", fromStatus: nil),
        Row(status: .open, payment: .paid, fromPage: shop, fromStatus: shop),
        Row(status: .complete, payment: .paid, fromPage: shop, fromStatus: shop),
        Row(status: .complete, payment: .none, fromPage: shop, fromStatus: shop),
        Row(status: .expired, payment: .none, fromPage: nil, fromStatus: PageTrial.path),
        Row(status: .expired, payment: .declined, fromPage: nil, fromStatus: PageTrial.path),
    ]

    @Test(arguments: rows)
    func `a customer is led to where the session stands`(_ row: Row) async throws {
        let view = CheckoutView.sample.with { ($0.status, $0.payment) = (row.status, row.payment) }
        try await PageTrial.run(view) { page in
            let (shown, status) = (try await page.get(), try await page.get(PageTrial.path + "/status"))
            #expect(shown.location == row.fromPage)
            #expect(status.location == row.fromStatus)
            // Reading is all that happened.
            #expect(page.api.confirmations.isEmpty)
        }
    }

    @Test func `the script reads how the payment stands, and gets a fresh ticket`() async throws {
        let view = CheckoutView.sample.with { $0.payment = .declined }
        let text = try await PageTrial.run(view) { try await $0.get(PageTrial.path + "/outcome?wait=20").text }
        #expect(text == #"{"status":"open","payment":"declined","ticket":"v1.ticket.mac","seconds_left":3600}"#)
    }

    @Test(arguments: ["cs_test_other", "cs_test_", "pi_123", "cs_test_a%2Fb", "cs_live_%3Cb%3E", "cs_test_ä"])
    func `what is no session of ours is a page that says so`(_ id: String) async throws {
        let response = try await PageTrial.run(.sample) { try await $0.get("/c/pay/\(id)") }
        #expect(response.status == .notFound)
        #expect(response.text.contains("There is no checkout here"))
    }

    @Test func `an ended session says honestly what became of it`() async throws {
        let declined = CheckoutView.sample.with { ($0.status, $0.payment) = (.expired, .declined) }
        let late = try await PageTrial.run(declined) { try await $0.get() }
        #expect(late.text.contains("This checkout has expired"))
        let response = try await PageTrial.run(declined.with { $0.cardsLeft = 0 }) { try await $0.get() }
        #expect(response.text.contains("This payment did not go through"))
        #expect(response.text.contains("href=\"https://shop.example/cart\""))
        #expect(!response.markup.contains("card-form"))
    }

    @Test func `a session whose time is over takes no card, whoever has noticed`() async throws {
        try await PageTrial.run(.sample.with { $0.ticket = "" }) { page in
            let response = try await page.get()
            #expect(response.status == .gone)
            #expect(response.text.contains("This checkout has expired"))
        }
    }
}
