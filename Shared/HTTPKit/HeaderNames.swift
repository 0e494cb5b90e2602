import HTTPTypes

extension HTTPField.Name {
    package static let requestID = name("Request-Id")
    package static let xForwardedFor = name("X-Forwarded-For")
    package static let idempotencyKey = name("Idempotency-Key")
    package static let idempotentReplayed = name("Idempotent-Replayed")
    package static let stripeVersion = name("Stripe-Version")
    package static let stripeShouldRetry = name("Stripe-Should-Retry")
    package static let xRequestID = name("X-Request-Id")
    package static let traceparent = name("traceparent")
    package static let tracestate = name("tracestate")
    package static let secFetchMode = name("Sec-Fetch-Mode")
    package static let secFetchSite = name("Sec-Fetch-Site")

    /// A name that is known to be a token (RFC 9110 §5.1); one that is not stops the first test that runs.
    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header name") }
        return name
    }
}
