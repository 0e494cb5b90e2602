import Foundation
import Messages
import Payments
import Secrets
import Testing

@Suite struct `A webhook secret` {
    @Test func `serves both signature schemes`() throws {
        let text = WebhookSecret.make(.seeded(1)).withValue { $0 }
        #expect(text.hasPrefix("whsec_"))
        #expect(text.utf8.count == 38)
        #expect(Base62.contains(text.dropFirst(6)))
        #expect(Data(base64Encoded: String(text.dropFirst(6)))?.count == 24)
    }

    @Test func `opens in its own row only and is not legible there`() throws {
        let key = try SealingKey(SecretBytes(Array(repeating: 7, count: 32)))
        let secret = WebhookSecret.make(.seeded(1))
        let (one, two) = (ID<Endpoint>(unchecked: "we_1"), ID<Endpoint>(unchecked: "we_2"))
        let sealed = try WebhookSecret.seal(secret, endpoint: one, version: 1, with: key)
        let text = secret.withValue { $0 }
        #expect(!String(decoding: sealed, as: UTF8.self).contains(text.suffix(8)))
        #expect(try WebhookSecret.open(sealed, endpoint: one, version: 1, with: key).withValue { $0 } == text)
        #expect(throws: SealingKey.Failure.unreadable) {
            try WebhookSecret.open(sealed, endpoint: two, version: 1, with: key)
        }
        #expect(throws: SealingKey.Failure.unreadable) {
            try WebhookSecret.open(sealed, endpoint: one, version: 2, with: key)
        }
    }
}
