extension EndpointURL {
    /// Takes a URL apart: `scheme://host[:port][/path][?query]`.
    ///
    /// - Throws: `.tooLong`, `.userinfo`, `.malformed`.
    package init(_ text: String) throws(EndpointURLProblem) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        // Backslashes and control characters are where parsers part ways; a fragment is never sent.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.ambiguous.contains($0) }) else { throw .malformed }
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lowered.hasPrefix($0) }) else { throw .malformed }
        let rest = text.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else { throw .userinfo }
        let (host, port) = try Self.split(authority.lowercased())
        let target = String(rest[end...])
        self.init(
            text: text,
            isSecure: scheme == "https://",
            host: host,
            port: port ?? (scheme == "https://" ? 443 : 80),
            target: target.hasPrefix("/") ? target : "/" + target
        )
    }

    private static let ambiguous = Set("\\\"<>^`{|}#".utf8)

    private static func split(_ authority: String) throws(EndpointURLProblem) -> (host: String, port: Int?) {
        guard authority.hasPrefix("[") else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let host = String(parts[0])
            guard isName(host) || IPAddress(host)?.bytes.count == 4 else { throw .malformed }
            return (host, try port(parts.count > 1 ? parts[1] : nil))
        }
        guard let close = authority.firstIndex(of: "]") else { throw .malformed }
        let host = String(authority[authority.index(after: authority.startIndex)..<close])
        let suffix = authority[authority.index(after: close)...]
        guard host.contains(":"), IPAddress(host) != nil, suffix.isEmpty || suffix.hasPrefix(":") else {
            throw .malformed
        }
        return (host, try port(suffix.isEmpty ? nil : suffix.dropFirst()))
    }

    /// Whether it is a DNS name in lower case.
    ///
    /// Its last label begins with a letter: `127.1` and `0x7f000001` are addresses to some resolvers.
    private static func isName(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, let last = labels.last?.utf8.first, last >= UInt8(ascii: "a") else {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy {
                    switch $0 {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
    }

    private static func port(_ text: Substring?) throws(EndpointURLProblem) -> Int? {
        guard let text else { return nil }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(text), (1...65535).contains(port)
        else { throw .malformed }
        return port
    }
}
