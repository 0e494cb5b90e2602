import Bootstrap
import Testing

@testable import PageService

@Suite struct PageConfigurationTests {
    static let complete = [
        "PAGE_KEY": String(repeating: "0a", count: 32), "HOSTED_PAGE_CREDENTIAL": "secret", "PORT_BASE": "9000",
    ]

    @Test func `the ports and addresses follow from the base`() throws {
        let configuration = try PageConfiguration(try Settings(environment: Self.complete))
        #expect(configuration.ports.publicPort == 9001)
        #expect(configuration.ports.internalPort == 10001)
        #expect(configuration.origin.description == "http://127.0.0.1:9001")
        #expect(configuration.sessionAPI == "http://127.0.0.1:10000")
    }

    @Test(arguments: [
        ("PAGE_KEY", "short"), ("PAGE_KEY", ""), ("HOSTED_PAGE_CREDENTIAL", ""),
        ("PAGE_URL", "https://pay.example/path"), ("PAGE_URL", "ftp://pay.example"),
        ("PAGE_URL", "https://user@pay.example"), ("PUBLIC_PORT", "70000"),
    ])
    func `a wrong setting stops the process and is named`(_ name: String, _ value: String) throws {
        let settings = try Settings(environment: Self.complete.merging([name: value]) { $1 })
        let error = #expect(throws: SettingsError.self) { try PageConfiguration(settings) }
        #expect(error?.description.contains(name) == true)
    }
}
