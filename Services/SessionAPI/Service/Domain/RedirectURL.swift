/// What an address must be like for a customer's browser to be sent there.
///
/// The page puts its origin into a security policy and the whole of it into a header, so nothing but plain, absolute,
/// printable ASCII is taken.
package enum RedirectURL {
    package enum Failure: Error, Equatable {
        case malformed
        /// Live customers are sent to https only.
        case insecure
    }

    /// Characters of an address.
    package static let lengthLimit = 5000

    package static func check(_ text: String, livemode: Bool) throws(Failure) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }) else { throw .malformed }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard scheme == "https" || scheme == "http" else { throw .malformed }
        let rest = text.dropFirst(scheme.count)
        guard rest.hasPrefix("://") else { throw .malformed }
        let authority = rest.dropFirst(3).prefix { !"/?#".contains($0) }
        try check(authority: authority)
        if livemode, scheme == "http" { throw .insecure }
    }

    private static func check(authority: Substring) throws(Failure) {
        let host: Substring
        let port: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .malformed }
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
            guard !host.isEmpty, host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { throw .malformed }
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority.dropFirst(host.count)
            guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(isHost) else { throw .malformed }
            guard !host.hasPrefix("."), !host.hasPrefix("-"), !host.contains("..") else { throw .malformed }
        }
        guard port.isEmpty || isPort(port.dropFirst()) && port.hasPrefix(":") else { throw .malformed }
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        return Int(text).map { (1...65_535).contains($0) } ?? false
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Browsers read some of these as something else, or end a header or a policy with them.
    private static let forbidden = Set("\\\"<>^`|".utf8)
}

/// What an e-mail address must look like; whether it exists, only a mail can tell.
package enum EmailAddress {
    /// Bytes of an address (RFC 5321 §4.5.3.1).
    package static let lengthLimit = 254

    package static func isPlausible(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= lengthLimit, parts.count == 2, (1...64).contains(parts[0].utf8.count) else {
            return false
        }
        guard
            text.unicodeScalars.allSatisfy({
                $0.value > 0x20 && $0.value != 0x7F && !"<>,;\"()".unicodeScalars.contains($0)
            })
        else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
    }
}
