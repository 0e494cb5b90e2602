import Foundation
import Payments

@testable import FraudService

/// Payments for tests: an ordinary one, changed where a test wants it.
enum Sample {
    /// A moment well inside of all windows' buckets: 2026-01-05 12:34:56 UTC.
    static let noon = Date(timeIntervalSince1970: 1_767_616_496)

    static func payment(
        attempt: String = "pa_1",
        session: String = "cs_test_1",
        merchant: String = "acct_1",
        livemode: Bool = false,
        amount: Int64 = 2000,
        card: String = "4242",
        bin: String = "424242",
        last4: String = "4242",
        ip: String? = "203.0.113.7",
        email: String? = "a1b2",
        at: Date = noon
    ) throws -> Payment {
        guard let euro = Currency("eur") else { throw CocoaError(.featureUnsupported) }
        return Payment(
            attempt: attempt,
            session: session,
            merchant: merchant,
            livemode: livemode,
            money: Money(amount, euro),
            card: .init(
                fingerprint: "fp-\(card)-\(merchant)",
                networkFingerprint: "net-\(card)",
                bin: bin,
                last4: last4,
                isPrepaid: false
            ),
            address: ip.flatMap { NetworkAddress($0) },
            emailHash: email,
            userAgent: "Mozilla/5.0",
            acceptLanguage: "de",
            at: at
        )
    }
}
