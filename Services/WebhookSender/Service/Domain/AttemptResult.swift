/// What came of one attempt to deliver an event.
struct AttemptResult: Sendable, Hashable {
    /// Why there was no answer, or why it was not looked for; recorded and shown to the merchant.
    enum Failure: String, Sendable {
        /// The receiver took longer than an attempt may.
        case timeout
        case connectionTimeout = "connection_timeout"
        /// Refused, reset, or closed before an answer.
        case connectionFailed = "connection_failed"
        case tlsFailed = "tls_failed"
        /// The name has no address.
        case nameNotFound = "name_not_found"
        /// The name leads to an address that nothing is sent to.
        case addressNotAllowed = "address_not_allowed"
        case urlNotAllowed = "url_not_allowed"
        /// What came back was not HTTP.
        case invalidAnswer = "invalid_answer"
        /// No secret of the endpoint could be opened, so nothing could be signed.
        case secretUnreadable = "secret_unreadable"
        /// The sender was stopped meanwhile; the next one begins at once.
        case interrupted
        case endpointDeleted = "endpoint_deleted"
        case endpointDisabled = "endpoint_disabled"
        /// The event is older than events are kept.
        case messageExpired = "message_expired"
    }

    /// The HTTP status, when an answer came.
    let status: Int?
    /// Nil when an answer came, whatever it was.
    let failure: Failure?
    let duration: Duration
    /// The beginning of the answer's body.
    let response: String?
    /// When the receiver wants to be asked again.
    let retryAfter: Duration?

    init(
        status: Int? = nil,
        failure: Failure? = nil,
        duration: Duration = .zero,
        response: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.status = status
        self.failure = failure
        self.duration = duration
        self.response = response
        self.retryAfter = retryAfter
    }

    /// Any 2xx; a redirect is none, and is not followed.
    var isDelivered: Bool { status.map { (200..<300).contains($0) } ?? false }

    /// The receiver says that it is gone for good (410): nothing more is sent to the endpoint.
    var isGone: Bool { status == 410 }

    /// Whether the receiver let us wait until the end.
    var isTimeout: Bool { failure == .timeout || failure == .connectionTimeout }

    /// When to try again; nil when it was delivered or is given up.
    func retry(afterAttempt attempt: Int, by schedule: RetrySchedule, random: Double) -> Duration? {
        guard !isDelivered, !isGone else { return nil }
        switch failure {
        case .endpointDeleted, .endpointDisabled, .messageExpired: return nil
        case .interrupted: return .zero
        default: return schedule.delay(afterAttempt: attempt, retryAfter: retryAfter, random: random)
        }
    }
}
