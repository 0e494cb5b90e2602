import Testing

@testable import PageService

@Suite struct EmailAddressTests {
    @Test(arguments: [
        "ada@example.com", "a.b+c@sub.example.co.uk", "用户@例子.广告", " padded@example.com ", "o'neil@example.ie",
    ])
    func `an address is something at a domain`(_ text: String) {
        #expect(EmailAddress(text)?.text == text.trimmingPrefix(" ").split(separator: " ").first.map(String.init))
    }

    @Test(arguments: [
        "", "ada", "ada@", "@example.com", "ada@example", "a b@example.com", "a@b@example.com", "ada@.com",
        "ada@example..com", "ada@-example.com", "<ada@example.com>", "ada@example.com\nbcc:x@y.z", "\"a\"@example.com",
        String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "b", count: 260) + ".com",
    ])
    func `and everything else is none`(_ text: String) {
        #expect(EmailAddress(text) == nil)
    }
}
