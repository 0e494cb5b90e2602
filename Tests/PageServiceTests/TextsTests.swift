import Testing

@testable import PageService

@Suite struct TextsTests {
    struct Choice: CustomTestStringConvertible {
        var session: String?
        var header: String?
        let tag: String

        var testDescription: String { "\(session ?? "-") \(header ?? "-")" }
    }

    @Test(arguments: [
        Choice(tag: "en"),
        Choice(session: "de", header: "fr", tag: "de"),
        Choice(session: "de-AT", tag: "de-AT"),
        Choice(session: "en_GB", tag: "en-GB"),
        Choice(session: "auto", header: "fr-CA,fr;q=0.9,en;q=0.8", tag: "fr-CA"),
        Choice(session: "pt-BR", header: "nl", tag: "nl"),
        Choice(header: "en;q=0.1, it;q=0.9, es;q=0.5", tag: "it"),
        Choice(header: "de;q=0, es", tag: "es"),
        Choice(header: "ja, zh;q=0.9, *;q=0.1", tag: "en"),
        Choice(header: "zh-Hant-TW, de-Latn-CH-1996", tag: "de-CH"),
        Choice(header: ";;q=,,=,-", tag: "en"),
        Choice(header: String(repeating: "xx,", count: 5_000) + "de", tag: "en"),
    ])
    func `the language is the session's, else the browser's, else English`(_ choice: Choice) {
        #expect(PageLocale.choose(session: choice.session, acceptLanguage: choice.header).tag == choice.tag)
    }

    @Test(arguments: PageLanguage.allCases)
    func `each language has every sentence, with the same words to fill in`(_ language: PageLanguage) {
        let (own, english) = (sentences(language.texts), sentences(Texts.english))
        #expect(own.count == english.count)
        for (name, text) in own {
            #expect(!text.isEmpty, "\(name)")
            let words = { (text: String) in Set(text.matches(of: #/\{(\w+)\}/#).map { String($0.output.1) }) }
            #expect(words(text) == words(english[name] ?? ""), "\(name)")
        }
    }

    @Test func `what is filled in is not filled again`() {
        #expect(
            "Pay {amount} to {merchant}".filled(["amount": "{merchant}", "merchant": "X"]) == "Pay {merchant} to X"
        )
        #expect("{unknown} and {open".filled([:]) == "{unknown} and {open")
    }

    private func sentences(_ value: Any, _ prefix: String = "") -> [String: String] {
        Mirror(reflecting: value).children.reduce(into: [:]) { result, child in
            let name = prefix + (child.label ?? "")
            if let text = child.value as? String {
                result[name] = text
            } else {
                result.merge(sentences(child.value, name + ".")) { first, _ in first }
            }
        }
    }
}
