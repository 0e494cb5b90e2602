import HTTPKit
import Testing

@Suite struct FormBodyTests {
    private func parse(_ text: String, limit: Int = 1_000) throws -> [String] {
        try FormBody.parse(Array(text.utf8), limit: limit).map { "\($0.name)=\($0.value)" }
    }

    @Test(arguments: [
        ("a=1&b=2", ["a=1", "b=2"]), ("a", ["a="]), ("a=", ["a="]), ("a=b=c", ["a=b=c"]), ("&&a=1&", ["a=1"]),
        ("n=A+%26+B+%2B+%C3%BC", ["n=A & B + ü"]), ("a%5B0%5D=x", ["a[0]=x"]), ("a[0][b]=x", ["a[0][b]=x"]),
        ("p=100%", ["p=100%"]), ("p=%zz", ["p=%zz"]), ("", []),
    ])
    func `pairs are read as browsers and SDKs write them`(_ text: String, _ pairs: [String]) throws {
        #expect(try parse(text) == pairs)
    }

    @Test func `too many pairs are refused`() {
        #expect(throws: FormBody.Failure.tooManyPairs(limit: 2)) { try parse("a=1&b=2&c=3", limit: 2) }
    }

    @Test func `bytes that are no text are refused`() {
        #expect(throws: FormBody.Failure.notUTF8) { try parse("a=%ff%fe") }
    }
}
