import Foundation
import Payments
import VaultClient

@testable import SessionService

/// Values that tests start from.
enum Samples {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    static func attempt(number: Int = 1, fingerprint: String = "Fp0123456789abcd") -> PaymentAttempt {
        PaymentAttempt(
            id: ID(unchecked: "pa_sample\(number)"),
            session: ID(unchecked: "cs_test_sample"),
            intent: ID(unchecked: "pi_sample"),
            merchant: ID(unchecked: "acct_sample"),
            livemode: false,
            number: number,
            money: Money(2000, eur),
            acquirer: "sandbox",
            card: AttemptCard(
                token: "card_sample\(number)",
                brand: .visa,
                last4: "4242",
                expiry: december,
                funding: "credit",
                country: "US",
                fingerprint: fingerprint
            ),
            payer: Payer(email: "jenny@example.com", name: "Jenny Rosen"),
            created: now
        )
    }

    static let approval = Approval(
        transaction: "acq_1",
        captured: true,
        authorizationCode: "A1B2C3",
        networkTransaction: "ntx_1",
        cvcCheck: .pass
    )

    static func session(
        _ id: ID<Session> = ID(unchecked: "cs_test_sample"),
        lifetime: TimeInterval = 1800,
        threeDSecure: Session.ThreeDSecureRequest = .automatic
    ) -> Session {
        Session(
            id: id,
            merchant: merchant.id,
            livemode: false,
            created: now,
            expires: now.addingTimeInterval(lifetime),
            amount: Money(2000, eur),
            lineItems: LineItemsText.encode([
                LineItem(suffix: "000000000000000000000001", name: "Mug", quantity: 2, unitAmount: 1000)
            ]),
            terms: Session.Terms(
                successURL: "https://shop.example/thanks?s={CHECKOUT_SESSION_ID}",
                cancelURL: "https://shop.example/cart",
                threeDSecure: threeDSecure,
                paymentDescription: "Order 7",
                paymentMetadata: Metadata([("order", "7")])
            ),
            metadata: .none
        )
    }

    static let merchant = Merchant(
        id: ID(unchecked: "acct_0000000000000001"),
        name: "Mug & Co",
        brandColor: "#112233",
        created: now
    )

    static func card(_ name: String, session: ID<Session>, last4: String = "4242") -> CardView {
        CardView(
            token: ID(unchecked: "card_" + name),
            session: session.rawValue,
            merchant: merchant.id.rawValue,
            livemode: false,
            brand: .visa,
            bin: "424242",
            last4: last4,
            expMonth: 12,
            expYear: 2034,
            funding: .credit,
            country: "US",
            fingerprint: "fp" + last4 + "0123456789",
            networkFingerprint: "nfp" + last4,
            cvcHeld: true,
            namePresent: true
        )
    }

    private static var eur: Currency {
        guard let eur = Currency("eur") else { preconditionFailure("eur is a currency") }
        return eur
    }

    private static var december: CardExpiry {
        guard let expiry = CardExpiry(month: 12, year: 2034) else { preconditionFailure("a month of a year") }
        return expiry
    }
}
