import Payments

/// A URL that events may be sent to, taken apart and checked.
///
/// It is read strictly, ASCII only, by this one parser: what is checked here is what the sender connects to, so a
/// spelling on which two parsers could differ is refused.
package struct EndpointURL: Sendable, Hashable {
    /// As the merchant gave it.
    package let text: String
    /// Whether it is https.
    package let isSecure: Bool
    /// In lower case, an IPv6 address without its brackets.
    package let host: String
    package let port: Int
    /// Path, query: what follows the authority, `/` at least.
    package let target: String

    /// The limit on the whole text, in bytes.
    package static let maximumLength = 2048
    /// Where live events may go: 443 is what firewalls expect, 8443 its usual second.
    static let livePorts: Set<Int> = [443, 8443]

    /// The host when it is an address.
    package var address: IPAddress? { IPAddress(host) }

    /// The same URL with its host in lower case and its port written out when it is not the scheme's own.
    package var normalized: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        let suffix = port == (isSecure ? 443 : 80) ? "" : ":\(port)"
        return (isSecure ? "https://" : "http://") + shown + suffix + target
    }

    /// Reads a URL and checks that an endpoint may have it.
    ///
    /// Names are not resolved here; the sender does that at each connection, and checks every address.
    ///
    /// - Parameters:
    ///   - text: the URL as the merchant wrote it.
    ///   - livemode: https to a public address on port 443 or 8443; in test mode also http to this machine.
    ///   - allowPrivate: in test mode http to anywhere and private addresses too, for development networks such as compose.
    /// - Returns: the URL taken apart.
    /// - Throws: the first thing that is wrong with it.
    package static func check(
        _ text: String,
        livemode: Bool,
        allowPrivate: Bool = false
    ) throws(EndpointURLProblem) -> EndpointURL {
        let url = try EndpointURL(text)
        if livemode {
            guard url.isSecure else { throw .insecure }
            guard livePorts.contains(url.port) else { throw .port }
        } else {
            guard url.isSecure || url.isLoopback || allowPrivate else { throw .insecure }
        }
        guard Self.isPermitted(url.kind, livemode: livemode, allowPrivate: allowPrivate) else { throw .address }
        return url
    }

    /// Whether events of a mode may go to such a place.
    package static func isPermitted(_ kind: AddressKind, livemode: Bool, allowPrivate: Bool) -> Bool {
        switch kind {
        case .global: true
        case .loopback: !livemode
        case .privateNetwork: !livemode && allowPrivate
        case .forbidden: false
        }
    }

    /// Whether the host's name alone says that it is this machine.
    package var isLoopback: Bool { kind == .loopback }

    /// What the host is as far as its name tells; a name other than localhost may still lead anywhere.
    private var kind: AddressKind {
        if let address { return address.kind }
        return host == "localhost" || host.hasSuffix(".localhost") ? .loopback : .global
    }
}

/// What is wrong with an endpoint's URL.
package enum EndpointURLProblem: Error, Sendable, Hashable {
    case tooLong
    case malformed
    case userinfo
    case insecure
    case port
    case address

    /// A sentence for the merchant.
    package var message: String {
        switch self {
        case .tooLong: "The URL must be at most \(EndpointURL.maximumLength) characters long."
        case .malformed: "Not a valid URL: it must be written as https://host/path, in ASCII characters."
        case .userinfo: "The URL must not contain a user name or password."
        case .insecure: "The URL must begin with https://. In test mode http:// to this machine is accepted too."
        case .port: "The URL must use port 443 or 8443 in live mode."
        case .address: "The URL must lead to a publicly accessible host."
        }
    }
}
