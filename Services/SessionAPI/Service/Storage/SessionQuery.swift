import Foundation
import Payments

/// Which of a merchant's sessions are wanted, and which part of them (dialect §8).
package struct SessionQuery: Sendable {
    package let merchant: ID<Merchant>
    package let livemode: Bool
    package var status: Session.Status?
    /// The id of a payment intent, as the client wrote it.
    package var paymentIntent: String?
    /// As in `customer_details[email]`; letters may be small or capital.
    package var email: String?
    package var created: Span = .always
    package var part: Part = .newest
    /// 1 to 100.
    package var limit = 10

    package init(merchant: ID<Merchant>, livemode: Bool) {
        self.merchant = merchant
        self.livemode = livemode
    }

    /// Where the page begins; ids are as the client wrote them.
    package enum Part: Sendable, Hashable {
        case newest
        /// The next older ones.
        case olderThan(String)
        /// The next newer ones.
        case newerThan(String)
    }

    /// Unix seconds, both ends included; empty where `from` is the later one.
    package struct Span: Sendable, Hashable {
        package private(set) var from: Int64
        package private(set) var through: Int64

        /// The years that both we and Postgres can count: 1970 to 9999.
        package static let always = Span(from: 0, through: latest)
        private static let latest: Int64 = 253_402_300_799

        package init(from: Int64, through: Int64) {
            self.from = Self.clamped(from)
            self.through = Self.clamped(through)
        }

        package mutating func narrow(from bound: Int64) { from = max(from, Self.clamped(bound)) }
        package mutating func narrow(through bound: Int64) { through = min(through, Self.clamped(bound)) }

        /// One beyond the years at either end, so that a bound out there still leaves nothing.
        private static func clamped(_ seconds: Int64) -> Int64 { min(max(seconds, -1), latest + 1) }
    }

    /// What was found.
    package enum Found: Sendable {
        /// Newest first, and whether there are more in the direction of the page.
        case page([Session], hasMore: Bool)
        /// The id to begin at is none of this merchant's in this mode.
        case noSuchStart
    }
}
