import Messages
import Testing

@Suite struct `An address` {
    @Test(
        arguments: [
            ("8.8.8.8", AddressKind.global), ("1.1.1.1", .global), ("9.255.255.255", .global), ("11.0.0.0", .global),
            ("100.63.255.255", .global), ("100.128.0.0", .global), ("172.15.255.255", .global),
            ("172.32.0.0", .global), ("192.167.255.255", .global), ("192.169.0.0", .global),
            ("198.17.255.255", .global),
            ("198.20.0.0", .global), ("223.255.255.255", .global), ("2606:4700:4700::1111", .global),
            ("2a00:1450:4001:82a::200e", .global), ("2003::1", .global),
            ("127.0.0.1", .loopback), ("127.255.255.254", .loopback), ("::1", .loopback),
            ("::ffff:127.0.0.1", .loopback), ("::ffff:7f00:1", .loopback),
            ("10.0.0.0", .privateNetwork), ("10.255.255.255", .privateNetwork), ("172.16.0.1", .privateNetwork),
            ("172.31.255.255", .privateNetwork), ("192.168.1.1", .privateNetwork), ("100.64.0.1", .privateNetwork),
            ("100.127.255.255", .privateNetwork), ("fc00::1", .privateNetwork), ("fdff::1", .privateNetwork),
            ("::ffff:192.168.0.1", .privateNetwork),
            ("0.0.0.0", .forbidden), ("0.1.2.3", .forbidden), ("169.254.169.254", .forbidden),
            ("::ffff:169.254.169.254", .forbidden), ("192.0.0.1", .forbidden), ("192.0.2.1", .forbidden),
            ("192.88.99.1", .forbidden), ("198.18.0.1", .forbidden), ("198.19.255.255", .forbidden),
            ("198.51.100.1", .forbidden), ("203.0.113.1", .forbidden), ("224.0.0.1", .forbidden),
            ("239.255.255.255", .forbidden), ("240.0.0.1", .forbidden), ("255.255.255.255", .forbidden),
            ("::", .forbidden), ("::7f00:1", .forbidden), ("64:ff9b::7f00:1", .forbidden),
            ("64:ff9b:1::1", .forbidden), ("100::1", .forbidden), ("2001::1", .forbidden),
            ("2001:1ff:ffff::1", .forbidden), ("2001:db8::1", .forbidden), ("2002:7f00:1::", .forbidden),
            ("3fff::1", .forbidden), ("5f00::1", .forbidden), ("fe80::1", .forbidden), ("fec0::1", .forbidden),
            ("ff02::1", .forbidden),
        ]
    )
    func `is known for what it is`(_ text: String, _ kind: AddressKind) throws {
        #expect(try #require(IPAddress(text)).kind == kind)
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4 ", "[::1]", "::1%lo", "localhost"])
    func `has one spelling`(_ text: String) {
        #expect(IPAddress(text) == nil)
    }
}
