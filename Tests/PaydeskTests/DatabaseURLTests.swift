import Testing

@testable import paydesk

@Suite struct DatabaseURLTests {
    @Test(arguments: [
        ("postgres://boss:a%40b@db:5433/shop?sslmode=require", "postgres://vault:pw@db:5433/shop?sslmode=require"),
        ("postgresql://db/shop", "postgresql://vault:pw@db/shop"),
        (
            "postgres://boss@h1:1,h2:2/shop?target_session_attrs=read-write",
            "postgres://vault:pw@h1:1,h2:2/shop?target_session_attrs=read-write"
        ),
        (
            "postgres://boss:x@%2Frun%2Fpg/shop?application_name=a@b",
            "postgres://vault:pw@%2Frun%2Fpg/shop?application_name=a@b"
        ),
    ])
    func `another role uses the same database`(_ owner: String, _ role: String) throws {
        let url = try DatabaseURL(owner)
        #expect(url.text == owner)
        #expect(url.text(role: "vault", password: "pw") == role)
    }

    @Test func `what people see has no password`() throws {
        #expect(try DatabaseURL("postgres://boss:secret@db/shop?password=secret").summary == "postgres://boss@db/shop")
    }

    @Test(arguments: ["", "mysql://a", "host=db", "http://db"]) func `other texts are refused`(_ text: String) {
        #expect(throws: Problem.self) { try DatabaseURL(text) }
    }
}

@Suite struct TableTests {
    @Test func `columns are as wide as they need to be`() {
        let table = Table(headline: ["id", "name"], rows: [["1", "Müller"], ["12345", ""]])
        #expect(table.text() == "ID     NAME\n1      Müller\n12345")
    }
}
