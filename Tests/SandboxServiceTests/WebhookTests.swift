import Foundation
import Payments
import Secrets
import Testing

@testable import SandboxService

@Suite struct WebhookTests {
    private static let secret = TestSandbox.webhookSecret
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)

    /// The dialect's test vector.
    private static let body = Array(
        """
        {
          "id": "evt_1",
          "object": "event",
          "type": "checkout.session.completed",
          "note": "Zürich"
        }
        """.utf8
    )
    private static let code = "fc629807fc88826899a7b74d0356f0c65e94c6b7e561912dc708aec3d734dcec"

    @Test func `the dialect's test vector verifies`() throws {
        let header = "t=1700000000,v1=\(Self.code)"
        try WebhookSignature.verify(header, Self.body, secret: Self.secret, at: Self.now)
        let rolled = "t=1700000000,v1=\(String(repeating: "0", count: 64)),v1=\(Self.code),v0=abc"
        try WebhookSignature.verify(rolled, Self.body, secret: Self.secret, at: Self.now)
    }

    struct Refused: Sendable {
        let header: String?
        let body: [UInt8]
        let secret: SecretString
        let after: TimeInterval
        let failure: WebhookSignature.Failure

        init(
            _ header: String?,
            body: [UInt8] = WebhookTests.body,
            secret: SecretString = WebhookTests.secret,
            after: TimeInterval = 0,
            _ failure: WebhookSignature.Failure
        ) {
            self.header = header
            self.body = body
            self.secret = secret
            self.after = after
            self.failure = failure
        }
    }

    static let refused: [Refused] = [
        Refused(nil, .missing),
        Refused("", .missing),
        Refused("v1=\(code)", .malformed),
        Refused("t=soon,v1=\(code)", .malformed),
        Refused("t=1700000000,\(code)", .malformed),
        Refused("t=1700000000", .mismatch),
        Refused("t=1700000000,v0=\(code)", .mismatch),
        Refused("t=1700000001,v1=\(code)", .mismatch),
        Refused("t=1700000000,v1=\(code.dropLast())0", .mismatch),
        Refused("t=1700000000,v1=\(code)", body: body + [10], .mismatch),
        Refused("t=1700000000,v1=\(code)", secret: SecretString("whsec_other"), .mismatch),
        Refused("t=1700000000,v1=\(code)", after: 301, .tooOld),
    ]

    @Test(arguments: refused)
    func `anything else is refused`(_ row: Refused) {
        #expect(throws: row.failure) {
            try WebhookSignature.verify(
                row.header,
                row.body,
                secret: row.secret,
                at: Self.now.addingTimeInterval(row.after)
            )
        }
    }

    @Test func `five minutes are not too old`() throws {
        let header = "t=1700000000,v1=\(Self.code)"
        try WebhookSignature.verify(header, Self.body, secret: Self.secret, at: Self.now.addingTimeInterval(300))
    }
}
