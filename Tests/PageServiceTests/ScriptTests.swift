import Testing

@testable import PageService

@Suite struct ScriptTests {
    private let script = String(decoding: PackageResources.page_js, as: UTF8.self)

    @Test func `the script can stand in a page and writes no markup`() {
        for forbidden in [
            "</script", "<!--", "innerHTML", "outerHTML", "document.write", "eval(", "insertAdjacentHTML",
        ] {
            #expect(!script.contains(forbidden), "\(forbidden)")
        }
    }

    @Test func `every code that the script says has a sentence`() {
        let said = script.matches(of: #/'([a-z]+_(?:missing|invalid)|unreachable|reconnecting|other|ticket_expired)'/#)
        #expect(said.count >= 8)
        for match in said {
            #expect(Fault(rawValue: String(match.output.1)) != nil, "\(match.output.1)")
        }
    }

    /// The codes of `POST /v1/tokens`.
    @Test(arguments: [
        ("incorrect_number", Fault.Field.number), ("invalid_number", .number), ("invalid_expiry_month", .exp),
        ("invalid_expiry_year", .exp), ("expired_card", .exp), ("invalid_cvc", .cvc), ("invalid_characters", .name),
        ("ticket_expired", nil), ("ticket_invalid", nil), ("rate_limit", nil),
    ])
    func `every code that the vault says has its field`(_ code: String, _ field: Fault.Field?) throws {
        #expect(try #require(Fault(rawValue: code)).field == field)
    }
}
