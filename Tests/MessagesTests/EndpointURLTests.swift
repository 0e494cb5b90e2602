import Messages
import Testing

@Suite struct `An endpoint's URL` {
    struct Refused: CustomTestStringConvertible, Sendable {
        let url: String
        let livemode: Bool
        let problem: EndpointURLProblem
        var testDescription: String { "\(livemode ? "live" : "test") \(url.prefix(60)) → \(problem)" }

        static func live(_ url: String, _ problem: EndpointURLProblem) -> Self {
            Refused(url: url, livemode: true, problem: problem)
        }
        static func test(_ url: String, _ problem: EndpointURLProblem) -> Self {
            Refused(url: url, livemode: false, problem: problem)
        }
    }

    @Test(
        arguments: [
            Refused.live("http://shop.example/hook", .insecure),
            .live("https://shop.example:9443/hook", .port),
            .live("https://localhost/hook", .address),
            .live("https://hooks.localhost/hook", .address),
            .live("https://127.0.0.1/", .address),
            .live("https://10.1.2.3/", .address),
            .live("https://169.254.169.254/latest/meta-data", .address),
            .live("https://[::1]/", .address),
            .live("https://[::ffff:10.0.0.1]/", .address),
            .test("http://shop.example/hook", .insecure),
            .test("http://10.0.0.1/", .insecure),
            .test("https://192.168.0.10/", .address),
            .test("https://169.254.169.254/", .address),
            .test("https://user:password@shop.example/", .userinfo),
            .test("https://127.0.0.1@evil.example/", .userinfo),
            .test("https://shop.example\\@evil.example/", .malformed),
            .test("", .malformed),
            .test("shop.example/hook", .malformed),
            .test("ftp://shop.example/", .malformed),
            .test("https://", .malformed),
            .test("https:///hook", .malformed),
            .test("https://shop..example/", .malformed),
            .test("https://shop.example:/", .malformed),
            .test("https://shop.example:0/", .malformed),
            .test("https://shop.example:65536/", .malformed),
            .test("https://shop.example:+80/", .malformed),
            .test("https://shop.example/ä", .malformed),
            .test("https://shop.example/a b", .malformed),
            .test("https://shop.example/a\r\nHost: x", .malformed),
            .test("https://shop.example/#part", .malformed),
            .test("https://2130706433/", .malformed),
            .test("https://0x7f000001/", .malformed),
            .test("https://127.1/", .malformed),
            .test("https://0177.0.0.1/", .malformed),
            .test("https://[::1/", .malformed),
            .test("https://[1.2.3.4]/", .malformed),
            .test("https://[fe80::1%25eth0]/", .malformed),
            .test("https://shop.example/" + String(repeating: "a", count: 2048), .tooLong),
        ]
    )
    func `is refused with what is wrong`(_ row: Refused) {
        #expect(throws: row.problem) { try EndpointURL.check(row.url, livemode: row.livemode) }
    }

    @Test(
        arguments: [
            ("https://Shop.Example/Hook?a=b", "https://shop.example/Hook?a=b"),
            ("HTTPS://shop.example:443", "https://shop.example/"),
            ("https://shop.example:8443?x=1", "https://shop.example:8443/?x=1"),
            ("https://8.8.8.8/", "https://8.8.8.8/"),
            ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        ]
    )
    func `in live mode is a public https place`(_ text: String, _ normalized: String) throws {
        let url = try EndpointURL.check(text, livemode: true)
        #expect(url.text == text)
        #expect(url.normalized == normalized)
    }

    @Test(
        arguments: [
            "http://127.0.0.1:4242/webhook", "http://localhost:3000", "http://[::1]:9/x", "http://shop.localhost/",
            "https://127.0.0.1:8443/", "https://shop.example:9999/",
        ]
    )
    func `in test mode may be this machine without TLS`(_ text: String) throws {
        _ = try EndpointURL.check(text, livemode: false)
    }

    @Test func `may be a private place only where that is allowed, and never in live mode`() throws {
        _ = try EndpointURL.check("http://sandbox:8090/store/webhook", livemode: false, allowPrivate: true)
        _ = try EndpointURL.check("http://10.0.0.1/", livemode: false, allowPrivate: true)
        #expect(throws: EndpointURLProblem.address) {
            try EndpointURL.check("https://10.0.0.1/", livemode: true, allowPrivate: true)
        }
        #expect(throws: EndpointURLProblem.address) {
            try EndpointURL.check("https://169.254.169.254/", livemode: false, allowPrivate: true)
        }
    }
}
