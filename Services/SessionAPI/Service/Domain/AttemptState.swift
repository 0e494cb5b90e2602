/// Where one try to pay a session stands.
///
/// The raw values stand in `checkout.payment_attempts.state` and in the steps; the schema's CHECKs hold the same words.
package enum AttemptState: String, Sendable, CaseIterable, Codable {
    /// The row stands; nothing was asked of anybody.
    case created
    /// The fraud scorer has answered, or was given up on after its 50 ms.
    case scored
    /// Refused by the fraud scorer; the acquirer never heard of it. Final.
    case blocked
    /// The customer's bank is being asked, or wants to hear from the customer first (3-D Secure).
    case needsAuthentication = "needs_authentication"
    /// The customer's bank has vouched for the customer, or does not have to.
    case authenticated
    /// The customer's bank has not vouched for the customer. Final.
    case notAuthenticated = "not_authenticated"
    /// Committed before the acquirer is called: from here on the acquirer may know of it.
    case sending
    /// The acquirer may have said yes, and nobody here knows.
    ///
    /// Only evidence from the acquirer leads out of it, never a timer.
    case unknown
    /// The acquirer is being told to undo and to refuse this key for ever.
    ///
    /// There is no way back to a payment: a reversal that was sent once may arrive at any later time.
    case reversing
    /// Approved, and the money reserved; waits for its capture.
    case authorized
    /// Approved and taken. Final.
    case captured
    /// The card's bank said no. Final.
    case declined
    /// The security code was gone before anything was sent: the page asks for it again. Final.
    case needsCVC = "needs_cvc"
    /// Ended with nothing charged: not sent, given up for another card, or reversed with the acquirer's word. Final.
    case canceled

    /// States that hold the session: no other attempt may start, except as ``isReplaceable`` allows.
    package var isInFlight: Bool {
        switch self {
        case .created, .scored, .needsAuthentication, .authenticated, .sending, .unknown, .reversing: true
        case .blocked, .notAuthenticated, .authorized, .captured, .declined, .needsCVC, .canceled: false
        }
    }

    /// States in which nothing has been sent to the acquirer, so that a new card may take the attempt's place.
    package var isReplaceable: Bool {
        switch self {
        case .created, .scored, .needsAuthentication, .authenticated: true
        default: false
        }
    }

    /// States from which the acquirer may hold money of the customer that nobody here has accounted for yet.
    package var isOpenAtAcquirer: Bool { self == .sending || self == .unknown || self == .reversing }

    /// Approved by the acquirer and not undone; a session has at most one such attempt, ever.
    package var isApproved: Bool { self == .authorized || self == .captured }

    /// Whether an attempt that ended so, by that event, uses up one of the session's tries.
    ///
    /// What never reached a bank, through no fault of the customer, costs the customer nothing.
    package func countsAsTry(endedBy event: AttemptEvent?) -> Bool {
        switch self {
        case .blocked, .notAuthenticated, .declined: true
        case .canceled: event == .reversed
        default: false
        }
    }
}
