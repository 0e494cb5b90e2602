import Postgres
import Testing

@Suite struct SQLTests {
    @Test func `an interpolated value becomes a placeholder and a bind`() {
        let sql: SQL = "SELECT * FROM cards WHERE id = \(7) AND brand = \("visa")"
        #expect(sql.text == "SELECT * FROM cards WHERE id = $1 AND brand = $2")
        #expect(sql.binds == [7.bind, "visa".bind])
    }

    @Test func `nil is bound as NULL of its type`() {
        let missing: String? = nil
        let sql: SQL = "SELECT \(missing)"
        #expect(sql.binds == [Bind(type: .text, bytes: nil)])
    }

    @Test func `unescaped text is pasted`() {
        let sql: SQL = "SELECT * FROM \(unescaped: "cards") WHERE id = \(1)"
        #expect(sql.text == "SELECT * FROM cards WHERE id = $1")
        #expect(sql.binds.count == 1)
    }

    @Test func `a spliced statement's placeholders are renumbered`() {
        let filter: SQL = "brand = \("visa") AND last4 = \("4242")"
        let sql: SQL = "SELECT * FROM cards WHERE id = \(7) AND (\(filter)) LIMIT \(10)"
        #expect(sql.text == "SELECT * FROM cards WHERE id = $1 AND (brand = $2 AND last4 = $3) LIMIT $4")
        #expect(sql.binds == [7.bind, "visa".bind, "4242".bind, 10.bind])
    }

    @Test func `splicing twice and more than nine values keeps every number right`() {
        var list: SQL = "\(0)"
        for number in 1...11 { list += ", \(number)" }
        let sql: SQL = "SELECT \(list) UNION SELECT \(list)"
        let first = (1...12).map { "$\($0)" }.joined(separator: ", ")
        let second = (13...24).map { "$\($0)" }.joined(separator: ", ")
        #expect(sql.text == "SELECT \(first) UNION SELECT \(second)")
        #expect(sql.binds.count == 24)
    }

    @Test func `a dollar sign inside a literal is no placeholder when splicing`() {
        let price: SQL = "'costs $1' || \("more")"
        let sql: SQL = "SELECT \("a"), \(price)"
        #expect(sql.text == "SELECT $1, 'costs $1' || $2")
    }

    @Test func `text beyond ASCII does not shift placeholders`() {
        let word: SQL = "'größer' || \("x") || 'é' || \("y")"
        #expect(("SELECT \(1), " + word).text == "SELECT $1, 'größer' || $2 || 'é' || $3")
    }

    @Test func `the description leaves the values out`() {
        let sql: SQL = "SELECT \("4242424242424242")"
        #expect(!"\(sql)".contains("4242"))
    }
}
