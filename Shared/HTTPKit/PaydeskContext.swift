import Hummingbird
import Logging
import NIOCore
import Payments

/// What every route of every service knows of its request.
package struct PaydeskContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// `req_` and 14 letters or digits, in the answer's `Request-Id` and in each log line (dialect §1).
    package var requestID: String
    /// Where the connection comes from; a proxy, if there is one.
    package let remoteAddress: SocketAddress?
    /// The connection itself, for a route that must watch or cut it.
    package let connection: any Channel
    /// Who calls on an internal port; set by `InternalAuthMiddleware`.
    package var caller: Caller?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        requestID = "req_" + Randomness.system.base62(14)
        remoteAddress = source.channel.remoteAddress
        connection = source.channel
    }

    /// The largest body that is read when a route does not say otherwise.
    package var maxUploadSize: Int { 64 * 1024 }

    /// The customer's or merchant's address: the connection's, or, when that comes from one of `trustedProxies`, the last
    /// entry of `X-Forwarded-For` that is none of them.
    ///
    /// When all of them are, as with a customer in the proxies' own network, it is the first.
    package func clientAddress(of request: Request, trustedProxies: TrustedProxies) -> String? {
        guard let direct = remoteAddress?.ipAddress else { return nil }
        guard trustedProxies.contains(direct), let header = request.headers[.xForwardedFor] else { return direct }
        let hops = header.split(separator: ",").map { String($0).trimmed }
        return hops.last { !trustedProxies.contains($0) } ?? hops.first ?? direct
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
    }
}
