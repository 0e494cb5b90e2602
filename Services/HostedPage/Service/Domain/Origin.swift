import Foundation

/// Scheme, host and port of a web address: what a browser compares, and what a policy can name.
struct Origin: Hashable, CustomStringConvertible {
    let scheme: String
    let description: String

    /// Nil unless `url` is http or https with a host that can be written in a policy, and carries no user name.
    init?(of url: String) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https",
            parts.user == nil, parts.password == nil,
            let host = parts.encodedHost?.lowercased(), !host.isEmpty,
            host.utf8.allSatisfy(Self.isHostByte)
        else { return nil }
        self.scheme = scheme
        let standardPort = scheme == "https" ? 443 : 80
        let port = parts.port.flatMap { $0 == standardPort ? nil : ":\($0)" } ?? ""
        description = "\(scheme)://\(host)\(port)"
    }

    var isSecure: Bool { scheme == "https" }

    /// A policy is separated by spaces, commas and semicolons: none of them may come from a merchant's address.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }
}
