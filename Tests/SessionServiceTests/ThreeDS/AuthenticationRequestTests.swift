import Foundation
import HTTPKit
import Payments
import SessionClient
import Testing

@testable import SessionService

@Suite struct AuthenticationRequestTests {
    private func message(
        _ client: ClientDetails = ClientDetails(ip: "203.0.113.9", userAgent: "Test", acceptLanguage: "de-CH,de;q=0.9"),
        merchant: String = "Mug & Co",
        reason: AuthenticationReason = .merchant
    ) throws -> [String: any Sendable] {
        let request = AuthenticationRequest(
            AuthenticationOrder(
                attempt: Samples.attempt(),
                authentication: Authentication(id: UUID(), reason: reason),
                merchantName: merchant,
                client: client,
                now: Samples.now
            ),
            RequestorProfile(server: "sandbox", apiURL: "https://api.example", pageURL: "https://pay.example")
        )
        return try JSONValue.object(String(decoding: JSON.encode(request), as: UTF8.self))
    }

    @Test func `money, time and language are written as the standard wants them`() throws {
        let message = try self.message()
        #expect(message["purchaseAmount"] as? String == "2000")
        #expect(message["purchaseCurrency"] as? String == "978")
        #expect(message["purchaseExponent"] as? String == "2")
        #expect(message["purchaseDate"] as? String == "20270115080000")
        #expect(message["browserLanguage"] as? String == "de-CH")
        #expect(message["browserJavascriptEnabled"] as? Bool == false)
        #expect(message["threeDSServerURL"] as? String == "https://api.example/3ds/rreq")
        #expect(message["cardholderName"] == nil, "the vault has none")
    }

    @Test(arguments: AuthenticationReason.allCases)
    func `a challenge is demanded where nothing less will do`(_ reason: AuthenticationReason) throws {
        let wanted = [.merchantChallenge, .issuer].contains(reason) ? "04" : "03"
        #expect(try message(reason: reason)["threeDSRequestorChallengeInd"] as? String == wanted)
    }

    @Test func `what customers and merchants write is never a placeholder`() throws {
        let client = ClientDetails(ip: nil, userAgent: "{{card.cvc}} {{{card.number}}}", acceptLanguage: "{{x}}")
        let message = try self.message(client, merchant: "{{card.number}}")
        for field in ["browserUserAgent", "merchantName", "browserLanguage"] {
            #expect((message[field] as? String)?.contains("{") == false)
        }
        #expect(message["acctNumber"] as? String == "{{card.number}}")
    }

    @Test(arguments: ["", "*", "x-very-long-language", "日本"])
    func `a language that is none is English`(_ header: String) throws {
        let client = ClientDetails(ip: nil, userAgent: nil, acceptLanguage: header)
        #expect(try message(client)["browserLanguage"] as? String == "en")
    }
}
