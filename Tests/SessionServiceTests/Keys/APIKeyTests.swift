import Payments
import Testing

@testable import SessionService

@Suite struct APIKeyTests {
    @Test func `a new key is read again, whichever its mode`() throws {
        for livemode in [false, true] {
            let text = APIKey.make(livemode: livemode, .system).withValue { $0 }
            let key = try APIKey(reading: text)
            #expect(key.livemode == livemode)
            #expect(text.hasPrefix(livemode ? "sk_live_" : "sk_test_"))
            #expect(text.utf8.count == 46)
        }
    }

    @Test func `one wrong character is noticed without a look at the database`() throws {
        let text = APIKey.make(livemode: false, .seeded(1)).withValue { $0 }
        for index in text.indices.dropFirst(8) {
            var wrong = text
            wrong.replaceSubrange(index...index, with: text[index] == "x" ? "y" : "x")
            #expect(throws: APIKey.FormatError.malformed) { try APIKey(reading: wrong) }
        }
    }

    @Test func `a key of one mode is none of the other`() {
        let text = APIKey.make(livemode: false, .seeded(2)).withValue { $0 }
        #expect(throws: APIKey.FormatError.malformed) {
            try APIKey(reading: text.replacing("sk_test_", with: "sk_live_"))
        }
    }

    @Test(arguments: [
        "", "sk_test_", "sk_test_123", "rk_test_x", "Bearer", "sk_test_" + String(repeating: "ü", count: 19),
    ])
    func `what is no key is refused`(_ text: String) {
        #expect(throws: APIKey.FormatError.malformed) { try APIKey(reading: text) }
    }

    @Test func `a publishable key is told apart`() {
        #expect(throws: APIKey.FormatError.publishable) { try APIKey(reading: "pk_test_123") }
    }

    @Test func `a key does not print itself`() {
        let key = APIKey.make(livemode: false, .seeded(3))
        let secret = key.withValue { $0 }.dropFirst(8).dropLast(4)
        #expect(!"\(key)".contains(secret))
        #expect(!String(reflecting: key).contains(secret))
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains(secret))
    }

    @Test func `the checksum is the CRC-32 that everyone knows`() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
    }
}
