import Foundation

/// The part of an internet address that one household has: all of an IPv4 address, the first 64 bits of an IPv6 one.
///
/// A provider gives each customer a whole /64, so counting single IPv6 addresses would count nothing.
struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    /// `203.0.113.7/32` or `2001:db8:0:1::/64`.
    let description: String

    /// Reads an address as text; nil when it is none.
    ///
    /// An IPv4 address inside of IPv6 (`::ffff:203.0.113.7`) is IPv4.
    init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            description = Self.describe(four)
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        var bytes = withUnsafeBytes(of: six) { Array($0) }
        let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]
        if Array(bytes.prefix(12)) == mapped {
            withUnsafeMutableBytes(of: &four) { $0.copyBytes(from: bytes.suffix(4)) }
            description = Self.describe(four)
            return
        }
        bytes.replaceSubrange(8..., with: repeatElement(0, count: 8))
        withUnsafeMutableBytes(of: &six) { $0.copyBytes(from: bytes) }
        description = Self.describe(six)
    }

    private static func describe(_ address: in_addr) -> String {
        withUnsafeBytes(of: address) { $0.map(String.init).joined(separator: ".") } + "/32"
    }

    private static func describe(_ address: in6_addr) -> String {
        let groups = withUnsafeBytes(of: address) { bytes in
            stride(from: 0, to: 8, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
        }
        return groups.joined(separator: ":") + "::/64"
    }
}
