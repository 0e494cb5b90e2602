import Foundation
import Payments

/// A checkout session: what a customer is asked to pay, and how far that has come.
package struct Session: Sendable, Hashable, Identified {
    package static let prefix = "cs_"
    package static let length = 58

    package let id: ID<Session>
    package let merchant: ID<Merchant>
    /// False for everything made with a test key.
    package let livemode: Bool
    /// Whole seconds of the merchant's time.
    package let created: Date
    /// When an unpaid session ends, whole seconds of the merchant's time.
    package let expires: Date
    package let amount: Money
    /// The lines of the order as the table keeps them; `LineItemsText` reads them.
    package let lineItems: String
    package let terms: Terms
    /// As at creation; `currentMetadata` is what counts.
    package let metadata: Metadata
    package var progress: Progress

    package init(
        id: ID<Session>,
        merchant: ID<Merchant>,
        livemode: Bool,
        created: Date,
        expires: Date,
        amount: Money,
        lineItems: String,
        terms: Terms,
        metadata: Metadata,
        progress: Progress = .new
    ) {
        self.id = id
        self.merchant = merchant
        self.livemode = livemode
        self.created = created
        self.expires = expires
        self.amount = amount
        self.lineItems = lineItems
        self.terms = terms
        self.metadata = metadata
        self.progress = progress
    }

    /// Where a session stands; `complete` and `expired` are final.
    package enum Status: String, Sendable, CaseIterable {
        case open, complete, expired
    }

    package enum PaymentStatus: String, Sendable, CaseIterable {
        case unpaid, paid
        case notRequired = "no_payment_required"
    }

    /// What changes after creation.
    package struct Progress: Sendable, Hashable {
        package var status: Status
        package var paymentStatus: PaymentStatus
        /// `pi_…` once the customer has pressed Pay.
        package var paymentIntent: String?
        /// What the customer gave while paying.
        package var email: String?
        package var name: String?
        package var closed: Date?
        /// The merchant's notes since it changed them; nil while they are as at creation.
        package var metadata: Metadata?
        /// How many messages tell of this session so far; each carries its number.
        package var sequence: Int

        package init(
            status: Status,
            paymentStatus: PaymentStatus,
            paymentIntent: String? = nil,
            email: String? = nil,
            name: String? = nil,
            closed: Date? = nil,
            metadata: Metadata? = nil,
            sequence: Int = 0
        ) {
            self.status = status
            self.paymentStatus = paymentStatus
            self.paymentIntent = paymentIntent
            self.email = email
            self.name = name
            self.closed = closed
            self.metadata = metadata
            self.sequence = sequence
        }

        /// A session that nobody has touched.
        package static let new = Progress(status: .open, paymentStatus: .unpaid)
    }

    /// Whether the time to pay is over, whatever the row says.
    package func isDue(at now: Date) -> Bool {
        progress.status == .open && expires <= now
    }

    /// The merchant's own notes.
    package var currentMetadata: Metadata { progress.metadata ?? metadata }

    /// The session as its creator saw it.
    package var asCreated: Session {
        var session = self
        session.progress = .new
        return session
    }
}

extension ID where Subject == Session {
    /// A new id: the mode, eight characters of the time in milliseconds, fifty random ones.
    ///
    /// With the time in front, the rows of a minute lie together in the index, whatever its size.
    package static func make(livemode: Bool, at now: Date, _ randomness: Randomness) -> ID<Session> {
        let milliseconds = UInt128(max(0, now.timeIntervalSince1970 * 1000))
        let time = Base62.encode(milliseconds, length: 8)
        return ID(unchecked: (livemode ? "cs_live_" : "cs_test_") + time + randomness.base62(Session.length - 8))
    }

    /// Which mode the id says it belongs to.
    package var saysLivemode: Bool { rawValue.hasPrefix("cs_live_") }
}
