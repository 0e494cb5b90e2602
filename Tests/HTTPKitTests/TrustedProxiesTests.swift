import HTTPKit
import Testing

@Suite struct TrustedProxiesTests {
    @Test(arguments: [
        ("10.1.2.3", true), ("10.255.255.255", true), ("11.0.0.0", false), ("172.31.0.1", true), ("172.32.0.1", false),
        ("127.0.0.1", true), ("127.0.0.2", false), ("::ffff:10.9.9.9", true), ("fd00::1", true), ("fe80::1", false),
        ("unknown", false), ("", false), ("10.1.2.3.4", false),
    ])
    func `a proxy is known by its address or range`(_ address: String, _ isKnown: Bool) throws {
        let proxies = try #require(TrustedProxies(["10.0.0.0/8", "172.16.0.0/12", "127.0.0.1", "fd00::/8"]))
        #expect(proxies.contains(address) == isKnown)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "localhost", "10.0.0", "::/129", "10.0.0.0/"])
    func `what is no range is refused`(_ text: String) {
        #expect(TrustedProxies([text]) == nil)
    }

    @Test func `without any, nobody is believed`() {
        #expect(!TrustedProxies.none.contains("127.0.0.1"))
    }
}
