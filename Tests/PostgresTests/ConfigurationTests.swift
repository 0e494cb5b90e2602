import Postgres
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    @Test(arguments: [
        "postgresql://vault:hunter2@db.internal:5432/paydesk",
        "host=db.internal user=vault password=hunter2 dbname=paydesk",
        "postgresql://vault:hunter2%@db.internal/paydesk",
    ])
    func `a configuration shows where it leads and never the password`(_ url: String) async throws {
        let configuration = PostgresConfiguration(url: url, applicationName: "vault")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("vault"))
        }
    }

    @Test func `a URL that cannot be read is an error that does not quote it`() async throws {
        try await TestPostgres.withDatabase { test in
            let configuration = PostgresConfiguration(
                url: "postgresql://vault:hunter2%@db.internal/paydesk",
                applicationName: "vault",
                acquireTimeout: .milliseconds(10)
            )
            await #expect(throws: PostgresError.connectionFailed("the database URL cannot be read")) {
                try await test.database(configuration).execute("SELECT 1")
            }
        }
    }
}
