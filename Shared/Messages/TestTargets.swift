/// `WEBHOOK_ALLOW_PRIVATE`: where test-mode endpoints may be beside public addresses; live ones are public, always.
///
/// session-api reads it when an endpoint is registered, webhook-sender at each connection: one type, so that one value
/// means the same to both.
package enum TestTargets: String, CaseIterable, Sendable {
    /// Nowhere else.
    case none = "false"
    /// This machine.
    case loopback
    /// This machine and private networks, with plain http, as in a compose network.
    case privateNetworks = "true"
}
