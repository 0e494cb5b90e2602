import Foundation
import Payments

/// The dialect's record of how a session is being paid; made when the customer presses Pay for the first time.
package struct PaymentIntent: Sendable, Equatable, Identified {
    package static let prefix = "pi_"
    package static let length = 24

    package let id: ID<PaymentIntent>
    package let session: ID<Session>
    package let merchant: ID<Merchant>
    package let livemode: Bool
    package let money: Money
    /// What follows `_secret_` in the client secret, 25 characters.
    package let secret: String
    package let created: Date
    package var status: Status
    /// The last charge, failed ones included.
    package var latestCharge: ID<Charge>?
    /// Why the last try failed; nil once one has succeeded.
    package var lastError: PaymentFailure?
    package var canceled: Date?
    package var cancellation: CancellationReason?

    package init(
        id: ID<PaymentIntent>,
        session: ID<Session>,
        merchant: ID<Merchant>,
        livemode: Bool,
        money: Money,
        secret: String,
        created: Date,
        status: Status = .requiresPaymentMethod,
        latestCharge: ID<Charge>? = nil,
        lastError: PaymentFailure? = nil,
        canceled: Date? = nil,
        cancellation: CancellationReason? = nil
    ) {
        self.id = id
        self.session = session
        self.merchant = merchant
        self.livemode = livemode
        self.money = money
        self.secret = secret
        self.created = created
        self.status = status
        self.latestCharge = latestCharge
        self.lastError = lastError
        self.canceled = canceled
        self.cancellation = cancellation
    }

    /// A new intent for a session.
    package static func make(for session: Session, at now: Date, _ randomness: Randomness) -> PaymentIntent {
        PaymentIntent(
            id: .make(randomness),
            session: session.id,
            merchant: session.merchant,
            livemode: session.livemode,
            money: session.amount,
            secret: randomness.base62(25),
            created: now
        )
    }

    /// The dialect's states that a card payment can be in (dialect §11).
    package enum Status: String, Sendable, CaseIterable {
        case requiresPaymentMethod = "requires_payment_method"
        case requiresAction = "requires_action"
        case processing
        case requiresCapture = "requires_capture"
        case canceled
        case succeeded
    }

    /// Why an intent ended without money.
    package enum CancellationReason: String, Sendable, CaseIterable {
        /// The session ran out of time, or the merchant ended it.
        case expired
        /// The session ran out of tries.
        case automatic
    }
}

/// A failed try, as the intent remembers it.
package struct PaymentFailure: Sendable, Equatable {
    package let decline: Decline
    /// Nil when it failed before anybody was asked for money: the customer's bank did not vouch for the customer.
    package let charge: ID<Charge>?

    package init(decline: Decline, charge: ID<Charge>?) {
        self.decline = decline
        self.charge = charge
    }

    /// The `code` of the dialect's error.
    package var errorCode: String {
        charge == nil ? "payment_intent_authentication_failure" : decline.code.errorCode
    }

    /// The sentence for the merchant's error.
    package var message: String {
        charge == nil
            ? "Your card's bank could not confirm that the payment is yours. Try again or use another card."
            : decline.message
    }
}
