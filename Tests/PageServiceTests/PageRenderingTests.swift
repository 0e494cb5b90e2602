import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SessionClient
import TestSupport
import Testing

@testable import PageService

@Suite struct PageRenderingTests {
    struct Sample: CustomTestStringConvertible {
        let name: String
        var path = PageTrial.path
        var script: SessionAPIStandIn.Script?
        var acceptLanguage = "en-US"
        var status: HTTPResponse.Status = .ok

        var testDescription: String { name }
    }

    static let samples = [
        Sample(name: "open-en", script: .init(view: .sample)),
        Sample(
            name: "open-de",
            script: .init(
                view: .sample.with {
                    $0.locale = "de-AT"
                    $0.livemode = true
                    $0.customerEmail = "kunde@beispiel.de"
                    $0.cancelURL = nil
                    $0.merchant = MerchantView(name: "Bäckerei Süß", color: "#ffd400", supportEmail: nil)
                    $0.lineItems = (1...6).map {
                        LineItemView(
                            name: "Brot \($0)",
                            description: nil,
                            quantity: 1,
                            unitAmount: 333,
                            amountTotal: 333
                        )
                    }
                }
            )
        ),
        Sample(
            name: "declined-en",
            script: .init(
                view: .sample.with {
                    $0.payment = .declined
                    $0.decline = DeclineNotice(code: "card_declined", messageKey: .insufficientFunds)
                    $0.attemptsLeft = 1
                }
            )
        ),
        Sample(name: "fault-en", path: PageTrial.path + "?error=invalid_cvc", script: .init(view: .sample)),
        Sample(
            name: "held-de",
            path: PageTrial.path + "?card=n1",
            script: .init(view: .sample, cards: ["n1": .visa]),
            acceptLanguage: "de"
        ),
        Sample(
            name: "expired-en",
            script: .init(view: .sample.with { $0.status = .expired }),
            status: .gone
        ),
        Sample(
            name: "checking-en",
            path: PageTrial.path + "/status",
            script: .init(view: .sample.with { $0.payment = .processing })
        ),
        Sample(name: "challenge-en", path: PageTrial.path + "/challenge", script: .init(view: .challenged)),
        Sample(name: "waiting-it", script: .init(view: .challenged), acceptLanguage: "it"),
        Sample(
            name: "brand-nl",
            script: .init(
                view: .sample.with {
                    $0.merchant = .branded(logo: .picture(960, 240))
                    $0.expiresAt = 1_800_000_065
                }
            ),
            acceptLanguage: "nl"
        ),
        Sample(
            name: "missing-fr",
            path: "/c/pay/cs_test_other",
            script: .init(view: .sample),
            acceptLanguage: "fr",
            status: .notFound
        ),
        Sample(name: "away-es", acceptLanguage: "es", status: .serviceUnavailable),
    ]

    @Test(arguments: samples)
    func `a page looks as it was approved`(_ sample: Sample) async throws {
        let response = try await PageTrial.run(sample.script) {
            try await $0.get(sample.path, [.acceptLanguage: sample.acceptLanguage])
        }
        #expect(response.status == sample.status)
        try expectSnapshot(response.markup, named: sample.name)
    }

    @Test func `a session in a language that we do not speak is read in the browser's`() async throws {
        let response = try await PageTrial.run(.sample.with { $0.locale = "pt-BR" }) {
            try await $0.get(PageTrial.path, [.acceptLanguage: "it;q=0.8, xx"])
        }
        #expect(response.text.contains("<html lang=\"it\">"))
        #expect(response.text.contains("Paga"))
    }

    @Test(arguments: [
        ("donate", "Donate €20.00"), ("book", "Book for €20.00"), ("pay", "Pay €20.00"), ("auto", "Pay €20.00"),
    ])
    func `the button says what it does, and what it costs`(_ submitType: String, _ label: String) async throws {
        let response = try await PageTrial.run(.sample.with { $0.submitType = submitType }) { try await $0.get() }
        #expect(response.text.contains(">\(label)</button>"))
    }

    @Test func `the card goes to the vault and to nobody else, even before the script is there`() async throws {
        let text = try await PageTrial.run(.sample) { try await $0.get().text }
        let form = try #require(text.firstMatch(of: #/<form id="card-form"[^>]*>/#)).output
        #expect(form.contains("action=\"https://vault.example/v1/tokens\""))
        #expect(form.contains("method=\"post\""))
        let email = try #require(text.firstMatch(of: #/<input id="email"[^>]*>/#)).output
        #expect(email.contains("form=\"pay-form\""))
        #expect(text.matches(of: #/type="submit"/#).count == 1)
        let script = try #require(text.range(of: "<script"))
        #expect(script.lowerBound < form.startIndex)
    }

    @Test(arguments: [
        ("cc-number", "card-number"), ("cc-exp", "card-expiry"), ("cc-csc", "card-code"), ("cc-name", "card-name"),
        ("email", "email"),
    ])
    func `each field says what it is for, to people and to password managers`(
        _ autocomplete: String,
        _ id: String
    ) async throws {
        let text = try await PageTrial.run(.sample) { try await $0.get().text }
        #expect(text.contains("<label for=\"\(id)\">"))
        #expect(text.contains("<input id=\"\(id)\""))
        #expect(text.contains("autocomplete=\"\(autocomplete)\""))
    }
}
