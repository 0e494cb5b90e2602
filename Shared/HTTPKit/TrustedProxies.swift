import Foundation

/// The proxies in front of us whose `X-Forwarded-For` is believed: single addresses, or ranges such as `10.0.0.0/8`.
package struct TrustedProxies: Sendable {
    private let ranges: [Network]

    /// Nobody is believed.
    package static let none = TrustedProxies(ranges: [])

    private init(ranges: [Network]) {
        self.ranges = ranges
    }

    /// Reads addresses and ranges; nil when one is neither.
    package init?(_ texts: [String]) {
        var ranges: [Network] = []
        for text in texts {
            guard let range = Network(text) else { return nil }
            ranges.append(range)
        }
        self.ranges = ranges
    }

    /// Whether an address, written as connections and headers show it, is one of theirs.
    package func contains(_ address: String) -> Bool {
        guard !ranges.isEmpty, let bytes = Self.bytes(of: address) else { return false }
        return ranges.contains { $0.contains(bytes) }
    }

    private struct Network: Sendable {
        let prefix: [UInt8]
        let bits: Int

        init?(_ text: String) {
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let bytes = TrustedProxies.bytes(of: String(parts[0])) else { return nil }
            let whole = bytes.count * 8
            let length = parts.count == 2 ? Int(parts[1]) : whole
            guard let length, (0...whole).contains(length) else { return nil }
            prefix = bytes
            bits = length
        }

        func contains(_ address: [UInt8]) -> Bool {
            guard address.count == prefix.count else { return false }
            return (0..<bits).allSatisfy { bit in
                (address[bit / 8] ^ prefix[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
            }
        }
    }

    /// 4 or 16 bytes; an IPv4 address in IPv6 writing (`::ffff:10.0.0.1`) becomes the IPv4 address that it is.
    private static func bytes(of text: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &four) == 1 { return four }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 0xFF }
        return isMapped ? Array(bytes[12...]) : bytes
    }
}
