import HTTPKit
import HTTPTypes
import NIOCore
import Testing

@testable import SessionService

@Suite struct JSONParametersTests {
    @Test(arguments: [
        (#"{"a": 1, "b": "2"}"#, "a=1&b=2"),
        (#"{"a": {"b": {"c": -7, "d": true, "e": false}}}"#, "a[b][c]=-7&a[b][d]=true&a[b][e]=false"),
        (#"{"a": [{"k": 1}, {"k": 2}]}"#, "a[0][k]=1&a[1][k]=2"),
        (#"{"a": ["x", "y"]}"#, "a[]=x&a[]=y"),
        (#"{"a": null, "b": ""}"#, "a=&b="),
        (#"{"a": [], "b": {}, "c": "x"}"#, "c=x"),
        (
            #"{"a": "A & B + \u00fc \ud83d\uded2 \"\\\/\b\f\n\r\t"}"#,
            "a=A+%26+B+%2B+%C3%BC+%F0%9F%9B%92+%22%5C/%08%0C%0A%0D%09"
        ),
        (#"{"a": 12.50, "b": 1e3, "c": 0}"#, "a=12.50&b=1e3&c=0"),
        ("  \n\t{ } ", ""),
        ("", ""),
    ])
    func `JSON says the same as a form`(json: String, form: String) throws {
        let (mine, theirs) = (try parse(json), try FormParameters.parse(ByteBuffer(string: form)))
        #expect(mine.digest == theirs.digest)
        #expect(mine.digestOfChange == theirs.digestOfChange)
    }

    @Test(arguments: [
        "{", "}", #"{"a"}"#, #"{"a": }"#, #"{"a": 1,}"#, #"{"a": 1} x"#, #"{'a': 1}"#, #"{"a": 01}"#, #"{"a": +1}"#,
        #"{"a": .5}"#, #"{"a": 1.}"#, #"{"a": 1e}"#, #"{"a": NaN}"#, #"{"a": tru}"#, #"{"a": [1,]}"#, #"{"a": [1 2]}"#,
        #"{"a": "x}"#, #"{"a": "\x"}"#, #"{"a": "\u12"}"#, #"{"a": "\ud800"}"#, #"{"a": "\udc00"}"#,
        "{\"a\": \"line\nbreak\"}", #"{"a": 1 "b": 2}"#, #"{a: 1}"#, "\u{feff}{}",
    ])
    func `what is no JSON is refused with the place`(json: String) {
        let error = #expect(throws: APIError.self) { try parse(json) }
        #expect(error?.status == .badRequest)
        #expect(error?.message.contains("JSON") == true)
    }

    @Test(arguments: ["[]", "[1]", "\"text\"", "7", "null", "true"])
    func `only an object holds parameters`(json: String) {
        let error = #expect(throws: APIError.self) { try parse(json) }
        #expect(error?.message.contains("one object") == true)
    }

    @Test(arguments: [
        (#"{"a": 1, "a": 2}"#, "a", "more than once"),
        (#"{"a": {"b": 1, "\u0062": 1}}"#, "a[b]", "more than once"),
        (#"{"a": {"b[c]": 1}}"#, "a", "brackets"),
        (#"{"line_items": [{}, {"x": "\u0000"}]}"#, "line_items[1][x]", "NUL"),
        (#"{"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}"#, "a[b][c][d][e][f][g]", "6 deep"),
    ])
    func `what may not be is refused by name`(json: String, param: String, reason: String) {
        let error = #expect(throws: APIError.self) { try parse(json) }
        #expect(error?.param == param)
        #expect(error?.message.contains(reason) == true)
    }

    @Test(arguments: [
        #"{"metadata": {"card": "4242 4242 4242 4242"}}"#, #"{"metadata": {"card": 4242424242424242}}"#,
        #"{"metadata": {"4242424242424242": "x"}}"#,
    ])
    func `card numbers are refused, and not repeated`(json: String) {
        let error = #expect(throws: APIError.self) { try parse(json) }
        #expect(error?.code == "card_number_in_text")
        #expect(error?.json.contains("4242424242") == false)
    }

    @Test func `there may be a thousand values and no more`() throws {
        func list(_ count: Int) -> String { "{\"a\": [\(Array(repeating: "1", count: count).joined(separator: ","))]}" }
        #expect(throws: Never.self) { try parse(list(999)) }
        let error = #expect(throws: APIError.self) { try parse(list(1000)) }
        #expect(error?.message.contains("1000") == true)
    }

    private func parse(_ json: String) throws -> Parameter {
        try JSONParameters.parse(ByteBuffer(string: json))
    }
}
