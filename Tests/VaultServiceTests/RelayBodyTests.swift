import Foundation
import Payments
import Testing

@testable import VaultService

func tree(_ json: String) throws -> JSONTree {
    try JSONReader.read(Array(json.utf8))
}

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            #"{"a":1,"b":[true,false,null],"c":{"d":"e"}}"#, #"[]"#, #"{}"#, #""x""#, #"-0.5e+10"#, #"0"#,
            #"{"z":1,"a":2,"z":3}"#, #"12345678901234567890.12345678901234567890"#, #""Zürich €""#,
        ]
    )
    func `what is read is written as it was`(_ json: String) throws {
        #expect(String(decoding: try tree(json).bytes, as: UTF8.self) == json)
    }

    @Test func `escapes are undone and done again`() throws {
        let json = #""a\"b\\c\/d\n\u00e9\ud83d\ude00\u0001""#
        #expect(try tree(json).text == "a\"b\\c/d\né😀\u{1}")
        #expect(String(decoding: try tree(json).bytes, as: UTF8.self) == #""a\"b\\c/d\u000aé😀\u0001""#)
    }

    @Test(
        arguments: [
            "", "{", "}", "[1,]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "01", "1.", "-", "tru", "nulll", "\"", "\"\\x\"",
            "\"\\ud800\"", "\"\\udc00\"", "\"\\u12g4\"", "\"\n\"", "1 2", "<html>", "NaN", "[1", "{\"a\":1,}", "+1",
        ]
    )
    func `what is no JSON is refused`(_ text: String) {
        #expect(throws: JSONReader.Malformed()) { try tree(text) }
    }

    @Test func `bytes that are no UTF-8, and nesting without end, are refused`() {
        #expect(throws: JSONReader.Malformed()) { try JSONReader.read([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONReader.Malformed()) { try tree(String(repeating: "[", count: 100_000)) }
        #expect(throws: Never.self) { try tree(String(repeating: "[", count: 32) + String(repeating: "]", count: 32)) }
    }
}

@Suite struct BodyTemplateTests {
    private func filled(_ json: String, name: String? = "Ada \"A\" Lovelace") throws -> String {
        let card = CardSecrets(
            number: try secret("4242424242424242"),
            expiry: try #require(CardExpiry(month: 3, year: 2034)),
            name: try name.map { try secret($0) },
            code: try secret("123")
        )
        let template = try BodyTemplate(tree(json))
        var bytes: [UInt8] = []
        template.fill(card) { bytes.append($0) }
        #expect(bytes.count <= template.maximumBytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `each placeholder has its form`() throws {
        let body = try filled(
            """
            {"n":"{{card.number}}","m":"{{card.exp_month}}","y":"{{card.exp_year}}","my":"{{card.exp_mmyy}}",
             "c":"{{card.cvc}}","name":"{{card.name}}","both":"{{card.exp_month}}/{{card.exp_year}}","x":{"y":{"z":[1]}}}
            """
        )
        #expect(
            try tree(body)
                == tree(
                    #"""
                    {"n":"4242424242424242","m":"03","y":"2034","my":"0334","c":"123","name":"Ada \"A\" Lovelace",
                     "both":"03/2034","x":{"y":{"z":[1]}}}
                    """#
                )
        )
    }

    @Test func `a name that was not given is empty`() throws {
        #expect(try tree(filled(#"{"name":"{{card.name}}"}"#, name: nil)) == tree(#"{"name":""}"#))
    }

    @Test(
        arguments: [
            (#"{"{{card.number}}":"x"}"#, .unknownPlaceholder), (#"{"a":"{{card.pin}}"}"#, .unknownPlaceholder),
            (#"{"a":"{{card.number"}"#, .unknownPlaceholder), (#"{"a":"{{","b":"card.number}}"}"#, .unknownPlaceholder),
            (#"{"a":"{{ card.number }}"}"#, .unknownPlaceholder), (#"["{{card.number}}"]"#, .notAnObject),
            (#"{"a":{"b{{":1}}"#, .unknownPlaceholder),
        ] as [(String, BodyTemplate.Failure)]
    )
    func `a placeholder stands whole in a value, or nowhere`(_ json: String, _ failure: BodyTemplate.Failure) {
        #expect(throws: failure) { try BodyTemplate(tree(json)) }
    }

    @Test func `placeholders and bytes are counted`() {
        let many = #"{"a":""# + String(repeating: "{{card.cvc}}", count: 33) + #""}"#
        #expect(throws: BodyTemplate.Failure.tooManyPlaceholders) { try BodyTemplate(tree(many)) }
        let long = #"{"a":""# + String(repeating: "a", count: 33_000) + #""}"#
        #expect(throws: BodyTemplate.Failure.tooLarge) { try BodyTemplate(tree(long)) }
    }

    @Test func `what it asks for is known before it is filled`() throws {
        let template = try BodyTemplate(tree(#"{"a":"{{card.cvc}}{{card.cvc}}","b":"{{card.name}}"}"#))
        #expect(template.fields == [.code, .name])
        #expect(try BodyTemplate(tree(#"{"a":{"b":{}}}"#)).fields.isEmpty)
    }
}
