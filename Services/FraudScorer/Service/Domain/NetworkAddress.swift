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
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &four) == 1 {
            description = Self.describe(four: four)
            return
        }
        var six = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]
        description = six.starts(with: mapped) ? Self.describe(four: six.suffix(4)) : Self.describe(six: six)
    }

    private static func describe(four bytes: some Sequence<UInt8>) -> String {
        bytes.map(String.init).joined(separator: ".") + "/32"
    }

    private static func describe(six bytes: [UInt8]) -> String {
        let groups = stride(from: 0, to: 8, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }
}
