import Foundation
import Secrets
import Testing

@testable import WebhookService

@Suite struct `The signature of a webhook` {
    /// The vector of the dialect's description.
    private let body = """
        {
          "id": "evt_1",
          "object": "event",
          "type": "checkout.session.completed",
          "note": "Zürich"
        }
        """
    private let secret = SecretString("whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH")

    @Test func `is the dialect's for its test vector`() {
        let signature = WebhookSignature(body: Array(body.utf8), timestamp: 1_700_000_000, secrets: [secret])
        #expect(
            signature.dialect
                == "t=1700000000,v1=fc629807fc88826899a7b74d0356f0c65e94c6b7e561912dc708aec3d734dcec"
        )
    }

    @Test func `is that of Standard Webhooks for its published example`() {
        let signature = WebhookSignature(
            body: Array(#"{"test": 2432232314}"#.utf8),
            timestamp: 1_614_265_330,
            secrets: [SecretString("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
        )
        #expect(
            signature.standard(id: "msg_p5jXN8AQM9LWM0D4loKWxJek")
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        )
    }

    @Test func `is given once for each secret, newest first`() {
        let other = SecretString("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let both = WebhookSignature(body: Array(body.utf8), timestamp: 1, secrets: [other, secret])
        let alone = WebhookSignature(body: Array(body.utf8), timestamp: 1, secrets: [secret])
        #expect(both.dialect.split(separator: ",").count == 3)
        #expect(both.dialect.hasSuffix(String(alone.dialect.dropFirst("t=1".count))))
        #expect(both.standard(id: "evt_1").split(separator: " ").count == 2)
        #expect(both.standard(id: "evt_1").hasSuffix(alone.standard(id: "evt_1")))
    }

    @Test func `depends on the time, the body and the id`() {
        let first = WebhookSignature(body: [1], timestamp: 1, secrets: [secret])
        #expect(first.dialect != WebhookSignature(body: [1], timestamp: 2, secrets: [secret]).dialect)
        #expect(first.dialect != WebhookSignature(body: [2], timestamp: 1, secrets: [secret]).dialect)
        #expect(first.standard(id: "a") != first.standard(id: "b"))
    }
}
