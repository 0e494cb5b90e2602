import Foundation

/// Something that happened to a session, as it is kept in the event log and told to merchants.
///
/// It holds a snapshot of the object at that moment, so what is sent later, or again, never depends on what the object
/// has become since.
package struct Message: Sendable, Hashable {
    /// A version 7 UUID.
    ///
    /// The event's public id is made from it (`EventID`), and so is its place in the log.
    ///
    /// Its time is the machine's, also where a merchant's test clock is ahead: it decides the partition.
    package let id: UUID
    /// Whose event it is, `acct_…`.
    package let merchant: String
    /// Test events go to test endpoints only.
    package let livemode: Bool
    /// The session it is about, `cs_…`; nil for what belongs to none.
    package let session: String?
    /// The session row's version when this happened: receivers can put the events of one session in order by it.
    package let sequence: Int
    /// `checkout.session.completed` and its like (dialect §12).
    package let type: String
    /// The object as JSON text; what stands in it is sent unchanged, only its white space is laid out anew.
    ///
    /// At most 256 KiB; the table refuses more, and what is not a JSON object.
    package let data: String
    /// JSON text of the fields that changed and what they were, for `….updated` events.
    package let previousAttributes: String?
    /// The API request that caused it, `req_…`; nil when no request did.
    package let requestID: String?
    /// The idempotency key of that request.
    package let idempotencyKey: String?
    /// Business time: what the event shows as `created`.
    package let createdAt: Date

    package init(
        id: UUID,
        merchant: String,
        livemode: Bool,
        session: String?,
        sequence: Int,
        type: String,
        data: String,
        previousAttributes: String? = nil,
        requestID: String? = nil,
        idempotencyKey: String? = nil,
        createdAt: Date
    ) {
        self.id = id
        self.merchant = merchant
        self.livemode = livemode
        self.session = session
        self.sequence = sequence
        self.type = type
        self.data = data
        self.previousAttributes = previousAttributes
        self.requestID = requestID
        self.idempotencyKey = idempotencyKey
        self.createdAt = createdAt
    }
}
