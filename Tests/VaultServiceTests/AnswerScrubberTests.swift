import Foundation
import Payments
import Secrets
import Testing

@testable import VaultService

@Suite struct AnswerScrubberTests {
    private let number = "4242424242424242"

    private func scrub(_ json: String, code: String? = "123") throws -> String {
        let card = CardSecrets(
            number: try secret(number),
            expiry: try #require(CardExpiry(month: 3, year: 2034)),
            name: nil,
            code: try code.map { try secret($0) }
        )
        return String(decoding: AnswerScrubber(removing: card).scrub(try tree(json)).bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (#"{"number":"4242424242424242"}"#, #"{"number":"424242******4242"}"#),
            (#"{"number":4242424242424242}"#, #"{"number":"424242******4242"}"#),
            (#"{"id":"4242424242424242"}"#, #"{"id":"424242******4242"}"#),
            (#"{"m":"card 4242 4242 4242 4242 declined"}"#, #"{"m":"card 4242 42** **** 4242 declined"}"#),
            (#"{"m":"4242-4242-4242-4242"}"#, #"{"m":"4242-42**-****-4242"}"#),
            (#"{"m":"x424242424242424299"}"#, #"{"m":"x424242******424299"}"#),
            (#"{"4242424242424242":1}"#, #"{"424242******4242":1}"#),
            (#"[["4242424242424242"]]"#, #"[["424242******4242"]]"#),
            // Another card's number, as an account updater would send it.
            (#"{"new_number":"5555555555554444"}"#, #"{"new_number":"555555******4444"}"#),
        ]
    )
    func `a card number is masked wherever it stands`(_ json: String, _ expected: String) throws {
        #expect(try scrub(json) == expected)
    }

    @Test func `its encodings are masked too`() throws {
        for before in ["", "a", "ab", "abc"] {
            let echo = Data((before + number + "xyz").utf8)
            let encoded = [echo.base64EncodedString(), Hex.encode(echo), Hex.encode(echo).uppercased()]
            for text in encoded {
                let scrubbed = try #require(try tree(scrub(#"{"echo":"\#(text)"}"#))["echo"]?.text)
                let left = Data(base64Encoded: scrubbed.replacing("*", with: "A")) ?? Data()
                #expect(scrubbed.contains("****"), "\(text)")
                #expect(!String(decoding: left, as: UTF8.self).contains("42424242"))
            }
        }
    }

    @Test(
        arguments: [
            (#"{"cvc":"123"}"#, #"{"cvc":"***"}"#), (#"{"cvv2":123}"#, #"{"cvv2":"***"}"#),
            (#"{"card":{"security_code":"123"}}"#, #"{"card":{"security_code":"***"}}"#),
            (#"{"card_cid":"123"}"#, #"{"card_cid":"***"}"#),
            (#"{"m":"wrong cvc 123 given"}"#, #"{"m":"wrong cvc *** given"}"#),
            (#"{"m":"sent 4242424242424242 123"}"#, #"{"m":"sent 424242******4242 ***"}"#),
        ]
    )
    func `a security code is masked where it is called one`(_ json: String, _ expected: String) throws {
        #expect(try scrub(json) == expected)
    }

    @Test(
        arguments: [
            #"{"response_code":"123","amount":123,"cvc_check":"match","status":"authorized"}"#,
            #"{"cvv_response":"123","incident":"123","authorization_code":"123123"}"#,
            // Ids that happen to pass as card numbers.
            #"{"id":"5555555555554444","network_transaction_id":"4111111111111111","transaction":"4000000000000002"}"#,
            #"{"created":1781524800,"amount":9007199254740993,"rate":1.10,"ok":true,"none":null,"deep":[[{}]]}"#,
        ]
    )
    func `what decides about money stays as it was`(_ json: String) throws {
        #expect(try scrub(json) == json)
    }
}
