import Testing

@testable import FraudService

@Suite struct NetworkAddressTests {
    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:0:1:aaaa:bbbb:cccc:dddd", "2001:db8:0:1::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("::1", "0:0:0:0::/64"),
    ])
    func `an address stands for its household`(_ text: String, _ network: String) {
        #expect(NetworkAddress(text)?.description == network)
    }

    @Test(arguments: ["", "localhost", "203.0.113", "203.0.113.7/32", "203.0.113.7:80", "fe80::1%eth0"])
    func `what is no address is none`(_ text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `two addresses of one IPv6 network are the same, of two networks are not`() {
        #expect(NetworkAddress("2001:db8::1") == NetworkAddress("2001:db8::ffff"))
        #expect(NetworkAddress("2001:db8::1") != NetworkAddress("2001:db8:0:1::1"))
    }
}
