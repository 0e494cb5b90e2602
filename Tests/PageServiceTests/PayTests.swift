import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SessionClient
import Testing

@testable import PageService

@Suite struct PayTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let outcome: ConfirmOutcome
        var code: ConfirmRefusal?
        var after: @Sendable (inout ViewParts) -> Void = { _ in }
        let leadsTo: String

        var testDescription: String { name }
    }

    static let page = PageTrial.path
    static let cases = [
        Case(
            name: "paid",
            outcome: .complete,
            after: { ($0.status, $0.payment) = (.complete, .paid) },
            leadsTo: CheckoutView.sample.successURL
        ),
        Case(name: "running", outcome: .processing, after: { $0.payment = .processing }, leadsTo: page + "/status"),
        Case(name: "not yet begun", outcome: .processing, leadsTo: page + "/status"),
        Case(name: "over, though not yet closed", outcome: .expired, after: { $0.ticket = "" }, leadsTo: page),
        Case(
            name: "expired after a decline",
            outcome: .expired,
            after: { ($0.status, $0.payment) = (.expired, .declined) },
            leadsTo: page
        ),
        Case(name: "declined", outcome: .declined, after: { $0.payment = .declined }, leadsTo: page),
        Case(
            name: "asked by the bank",
            outcome: .needsAuthentication,
            after: { ($0.payment, $0.challenge) = (.needsAuthentication, .sample) },
            leadsTo: page + "/challenge"
        ),
        Case(
            name: "the same card again, while its bank waits",
            outcome: .refused,
            code: .tokenUsed,
            after: { ($0.payment, $0.challenge) = (.needsAuthentication, .sample) },
            leadsTo: page + "/challenge"
        ),
        Case(name: "code lost", outcome: .needsCVC, after: { $0.payment = .needsCVC }, leadsTo: page),
        Case(name: "expired", outcome: .expired, after: { $0.status = .expired }, leadsTo: page),
        Case(
            name: "declined for the last time",
            outcome: .expired,
            after: { ($0.status, $0.payment, $0.attemptsLeft) = (.expired, .declined, 0) },
            leadsTo: "https://shop.example/cart"
        ),
        Case(
            name: "declined for the last time, in a shop without a way back",
            outcome: .expired,
            after: { ($0.status, $0.payment, $0.cardsLeft, $0.cancelURL) = (.expired, .declined, 0, nil) },
            leadsTo: page
        ),
        Case(
            name: "the same card again, while it runs",
            outcome: .refused,
            code: .tokenUsed,
            after: { $0.payment = .processing },
            leadsTo: page + "/status"
        ),
        Case(
            name: "the same card again, after it was declined",
            outcome: .refused,
            code: .tokenUsed,
            after: { $0.payment = .declined },
            leadsTo: page
        ),
    ]

    @Test(arguments: cases)
    func `an outcome leads the browser to its place, by form and by script`(_ row: Case) async throws {
        let script = SessionAPIStandIn.Script(
            view: .sample,
            outcome: row.outcome,
            refusal: row.code,
            viewAfter: .sample.with(row.after)
        )
        try await PageTrial.run(script) { page in
            let form = try await page.pay(["token": "card_1", "email": "ada@example.com"])
            #expect(form.status == .seeOther)
            #expect(form.location == row.leadsTo)
            let json = try await page.pay(["token": "card_1"], headers: PageTrial.script)
            #expect(json.status == .ok)
            #expect(json.text == "{\"next\":\"\(row.leadsTo)\"}")
        }
    }

    @Test(arguments: [
        (ConfirmRefusal.tokenUnknown, "card_again"), (.tokenUsed, "card_again"), (.cardExpired, "expired_card"),
    ])
    func `a card that cannot be tried is asked for again`(_ refusal: ConfirmRefusal, _ code: String) async throws {
        try await PageTrial.run(.init(view: .sample, outcome: .refused, refusal: refusal)) { page in
            let form = try await page.pay(["token": "card_1"])
            #expect(form.location == "\(PageTrial.path)?error=\(code)")
            let json = try await page.pay(["token": "card_1"], headers: PageTrial.script)
            #expect(json.status == .unprocessableContent)
            #expect(json.text.contains("\"code\":\"\(code)\""))
        }
    }

    @Test func `what session-api hears is the token, the address and who pressed`() async throws {
        let headers = PageTrial.sameOrigin + [.userAgent: "Mozilla", .acceptLanguage: "de"]
        let heard = try await PageTrial.run(.sample) { page in
            _ = try await page.pay(["token": "card_1", "email": " ada@example.com "], headers: headers)
            return page.api.confirmations
        }
        let client = ClientDetails(ip: nil, userAgent: "Mozilla", acceptLanguage: "de")
        #expect(heard.map(\.token) == ["card_1"])
        #expect(heard.map(\.email) == ["ada@example.com"])
        #expect(heard.first?.client.userAgent == client.userAgent)
        #expect(heard.first?.client.acceptLanguage == client.acceptLanguage)
    }

    @Test func `without script the card is found by the ticket's nonce`() async throws {
        try await PageTrial.run(.init(view: .sample, cards: ["n1": .visa])) { page in
            let held = try await page.get(PageTrial.path + "?card=n1").text
            #expect(held.contains("<strong>Visa •4242</strong>"))
            #expect(held.contains("name=\"nonce\" value=\"n1\""))
            #expect(!held.contains("card_visa"))
            _ = try await page.pay(["nonce": "n1", "email": "ada@example.com"])
            #expect(page.api.confirmations.map(\.token) == ["card_visa"])
            #expect(try await page.pay(["nonce": "n2"]).location == "\(PageTrial.path)?error=card_again")
            #expect(try await page.pay([:]).location == "\(PageTrial.path)?error=card_again")
        }
    }

    @Test(arguments: [("", "Enter your email address."), ("ada@", "Check the email address."), ("a b@c.d", "Check")])
    func `a wrong address is named, and the card is kept`(_ typed: String, _ words: String) async throws {
        try await PageTrial.run(.init(view: .sample, cards: ["n1": .visa])) { page in
            let form = try await page.pay(["nonce": "n1", "email": typed])
            #expect(form.status == .unprocessableContent)
            #expect(form.text.contains("<strong>Visa •4242</strong>"))
            #expect(form.text.contains("value=\"\(typed)\""))
            #expect(form.text.contains("aria-invalid=\"true\""))
            #expect(form.text.contains(words))
            let token = try await page.pay(["token": "card_1", "email": typed])
            #expect(token.text.contains("name=\"token\" value=\"card_1\""))
            let json = try await page.pay(["token": "card_1", "email": typed], headers: PageTrial.script)
            #expect(json.status == .unprocessableContent)
            #expect(json.text.contains("\"param\":\"email\""))
            #expect(page.api.confirmations.isEmpty)
        }
    }

    @Test func `a form that is too large or no form is not read`() async throws {
        try await PageTrial.run(.sample) { page in
            let large = try await page.pay(["token": String(repeating: "x", count: 20_000)])
            #expect(large.status == .contentTooLarge)
            #expect(page.api.confirmations.isEmpty)
        }
    }
}

extension HTTPFields {
    static func + (fields: HTTPFields, more: HTTPFields) -> HTTPFields {
        var result = fields
        for field in more { result[field.name] = field.value }
        return result
    }
}
