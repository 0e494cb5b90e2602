/// What kind of place an address is, as far as it matters to someone who is asked to send something there.
package enum AddressKind: Sendable, Hashable {
    /// The open internet.
    case global
    /// This machine.
    case loopback
    /// A network of one's own: private, shared (carrier), unique local.
    case privateNetwork
    /// Nowhere that a merchant's server can be: link-local with the clouds' metadata services, multicast, documentation,
    /// translation prefixes that would lead to any of these, reserved space.
    case forbidden
}

extension IPAddress {
    package var kind: AddressKind {
        AddressRule.all.first { $0.contains(self) }?.kind ?? (bytes.count == 4 ? .global : .unlistedIPv6(self))
    }
}

extension AddressKind {
    /// Outside of the listed ranges only 2000::/3 is in use on the internet (IANA IPv6 address space).
    fileprivate static func unlistedIPv6(_ address: IPAddress) -> AddressKind {
        address.bytes[0] & 0xE0 == 0x20 ? .global : .forbidden
    }
}

/// A range of addresses and what it is, from IANA's registries of special-purpose addresses.
private struct AddressRule {
    let prefix: [UInt8]
    let length: Int
    let kind: AddressKind

    init(_ range: String, _ kind: AddressKind) {
        let parts = range.split(separator: "/")
        prefix = parts.first.flatMap { IPAddress(String($0)) }?.bytes ?? []
        length = parts.last.flatMap { Int($0) } ?? 0
        self.kind = kind
    }

    func contains(_ address: IPAddress) -> Bool {
        guard prefix.count == address.bytes.count else { return false }
        let whole = length / 8
        guard address.bytes.prefix(whole) == prefix.prefix(whole) else { return false }
        let rest = length % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> rest)
        return address.bytes[whole] & mask == prefix[whole] & mask
    }

    static let all: [AddressRule] = [
        AddressRule("127.0.0.0/8", .loopback),
        AddressRule("::1/128", .loopback),
        AddressRule("10.0.0.0/8", .privateNetwork),
        AddressRule("172.16.0.0/12", .privateNetwork),
        AddressRule("192.168.0.0/16", .privateNetwork),
        AddressRule("100.64.0.0/10", .privateNetwork),  // shared by carriers, RFC 6598
        AddressRule("fc00::/7", .privateNetwork),  // unique local, RFC 4193
        AddressRule("0.0.0.0/8", .forbidden),  // "this network": reaches the machine itself on Linux
        AddressRule("169.254.0.0/16", .forbidden),  // link-local, metadata services
        AddressRule("192.0.0.0/24", .forbidden),  // protocol assignments
        AddressRule("192.0.2.0/24", .forbidden),  // documentation
        AddressRule("192.88.99.0/24", .forbidden),  // 6to4 relays
        AddressRule("198.18.0.0/15", .forbidden),  // benchmarks
        AddressRule("198.51.100.0/24", .forbidden),  // documentation
        AddressRule("203.0.113.0/24", .forbidden),  // documentation
        AddressRule("224.0.0.0/4", .forbidden),  // multicast
        AddressRule("240.0.0.0/4", .forbidden),  // reserved, broadcast
        AddressRule("2001::/23", .forbidden),  // protocol assignments, Teredo, ORCHID
        AddressRule("2001:db8::/32", .forbidden),  // documentation
        AddressRule("2002::/16", .forbidden),  // 6to4
        AddressRule("3fff::/20", .forbidden),  // documentation
    ]
}
