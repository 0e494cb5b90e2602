import HTTPTypes
import HummingbirdTesting
import SessionClient
import Testing

@testable import PageService

@Suite struct HostileTextTests {
    @Test func `a merchant's words cannot become markup`() async throws {
        let evil = "<script>alert(1)</script>\"'&"
        let text = try await PageTrial.run(
            .sample.with {
                $0.merchant = MerchantView(name: evil, color: "red;}body{display:none", supportEmail: evil)
                $0.lineItems = [
                    LineItemView(name: evil, description: evil, quantity: 1, unitAmount: 1, amountTotal: 1)
                ]
                $0.customerEmail = evil
            }
        ) { try await $0.get().markup }
        #expect(!text.contains("<script>alert"))
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"))
        #expect(!text.contains("display:none}"))
        #expect(!text.contains("mailto:"))
    }

    @Test func `a quotation mark with an accent does not end an attribute`() async throws {
        let evil = "https://shop.example/?\"\u{301} onfocus=alert(1) x=\""
        let escaped = HTMLText().escapeText(evil)
        #expect(!escaped.unicodeScalars.contains("\""))
        // The whole page: a remembered address is the text that stands in an attribute.
        let text = try await PageTrial.run(.sample) {
            try await $0.pay(["nonce": "n1", "email": "\"\u{301} onfocus=alert(1)"]).text
        }
        #expect(text.contains("value=\"&quot;\u{301} onfocus=alert(1)\""))
    }

    @Test func `an address of a merchant that is no web address is neither linked nor followed`() async throws {
        let view = CheckoutView.sample.with {
            $0.cancelURL = "javascript:alert(1)"
            $0.successURL = "javascript:alert(2)"
        }
        let open = try await PageTrial.run(view) { try await $0.get() }
        #expect(!open.text.contains("javascript:"))
        #expect(!open.policy.contains("javascript"))
        let paid = try await PageTrial.run(view.with { $0.status = .complete }) { try await $0.get() }
        #expect(paid.status == .ok)
        #expect(paid.location == nil)
        #expect(paid.text.contains("<h1>Paid</h1>"))
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("line\nbreak\tand  spaces ", "line break and spaces"),
        ("pay\u{202E}00.02€\u{202C}", "pay00.02€"),
        ("\u{2066}isolated\u{2069}\u{200F}", "isolated"),
        ("zero\u{200B}width\u{FEFF}", "zerowidth"),
        ("nul\u{0}\u{1B}[31m\u{9F}", "nul[31m"),
        ("tag\u{E0041}\u{E007F}", "tag"),
        ("Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}algo", "Z\u{301}\u{302}\u{303}\u{304}algo"),
        ("👨‍👩‍👧 می‌خواهم", "👨‍👩‍👧 می‌خواهم"),
        (String(repeating: "x", count: 130), String(repeating: "x", count: 119) + "…"),
        ("", ""),
    ])
    func `words from outside lose what could deceive, and nothing else`(_ text: String, _ clean: String) {
        #expect(PlainText.line(text) == clean)
    }
}
