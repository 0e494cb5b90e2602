/// What the test acquirer can be asked for; the last part of the path.
enum Operation: String, Codable, Sendable, CaseIterable {
    case authorize, capture, void, refund, inquire, reverse
}

/// Something that goes wrong with the next matching calls.
struct Fault: Hashable, Sendable {
    let kind: Kind
    let match: Match
    /// How many calls it still hits.
    var count: Int
    /// What the kinds make of it is said there; 0 to 600,000.
    let delayMilliseconds: Int

    enum Kind: String, Codable, Sendable, CaseIterable {
        /// The call is executed, then the connection is cut without an answer.
        case dropReply = "drop_reply"
        /// Nothing happens for `delay_ms`, or until the client gives up if that is 0; then the call is executed.
        case stall
        /// An answer of 500; nothing is executed.
        case error500 = "error_500"
        /// The call is executed twice, as a network that delivers a request twice would do.
        case duplicate
        /// The call is executed, the answer is 200 with a body that nobody can read.
        case garbage
        /// The connection is cut; nothing is executed.
        case refuseConnection = "refuse_connection"
    }

    /// Which calls it hits; nil matches all.
    struct Match: Hashable, Sendable {
        let last4: String?
        let operation: Operation?

        func includes(_ operation: Operation, last4: String?) -> Bool {
            (self.operation ?? operation) == operation && (self.last4 == nil || self.last4 == last4)
        }
    }

    static let countLimit = 1000
    static let delayLimitMilliseconds = 600_000
}
