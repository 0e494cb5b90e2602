import Foundation
import Postgres
import TestSupport
import Testing

/// What a value looks like to the server, and that it comes back as it was.
struct ValueCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let check: @Sendable (Database) async throws -> Void

    /// `text` is the server's own rendering, so that both sides agree on the meaning and not only on the bytes.
    init<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ value: Value,
        _ type: String,
        text: String?,
        line: Int = #line
    ) {
        testDescription = "\(type) \(value)"
        check = { database in
            let row = try await database.one(
                "SELECT \(value)::\(unescaped: type) AS same, (\(value)::\(unescaped: type))::text AS text"
            )
            #expect(try row.get("same", as: Value.self) == value, "line \(line)")
            #expect(try row.get("text", as: String?.self) == text, "line \(line)")
        }
    }
}

enum Color: String, PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    case red, green
}

@Suite struct ValueTests {
    static let scalars: [ValueCase] = [
        ValueCase(true, "boolean", text: "true"),
        ValueCase(false, "boolean", text: "false"),
        ValueCase(Int16.min, "smallint", text: "-32768"),
        ValueCase(Int32.max, "integer", text: "2147483647"),
        ValueCase(Int64.min, "bigint", text: "-9223372036854775808"),
        ValueCase(Int.max, "bigint", text: "9223372036854775807"),
        ValueCase(0.1, "double precision", text: "0.1"),
        ValueCase(-Double.infinity, "double precision", text: "-Infinity"),
        ValueCase("", "text", text: ""),
        ValueCase("größer, '\"\\ \n 🟢", "text", text: "größer, '\"\\ \n 🟢"),
        ValueCase(
            UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255)),
            "uuid",
            text: "01020304-0506-0708-090a-0b0c0d0e0fff"
        ),
        ValueCase(
            Date(timeIntervalSince1970: 1_700_000_000.123456),
            "timestamptz",
            text: "2023-11-14 22:13:20.123456+00"
        ),
        ValueCase(Date(timeIntervalSince1970: -0.5), "timestamptz", text: "1969-12-31 23:59:59.5+00"),
        ValueCase([UInt8](0...255).suffix(3) + [0], "bytea", text: "\\xfdfeff00"),
        ValueCase([UInt8](), "bytea", text: "\\x"),
        ValueCase(Duration.seconds(90) + .microseconds(5), "interval", text: "00:01:30.000005"),
        ValueCase(Duration.seconds(-1), "interval", text: "-00:00:01"),
        ValueCase(JSONText(#"{"a": 1}"#), "jsonb", text: #"{"a": 1}"#),
        ValueCase(XID8(rawValue: 1 << 40), "xid8", text: "1099511627776"),
        ValueCase(Color.green, "text", text: "green"),
        ValueCase(Int?.none, "bigint", text: nil),
        ValueCase(String?.none, "text", text: nil),
        ValueCase(Date?.none, "timestamptz", text: nil),
        ValueCase([UInt8]?.none, "bytea", text: nil),
        ValueCase(Color?.none, "text", text: nil),
        ValueCase(JSONText?.none, "jsonb", text: nil),
        ValueCase(Color?.some(.red), "text", text: "red"),
    ]

    static let arrays: [ValueCase] = [
        ValueCase(["a", "b,c", "\"", ""], "text[]", text: #"{a,"b,c","\"",""}"#),
        ValueCase([String](), "text[]", text: "{}"),
        ValueCase([Int64.max, -1], "bigint[]", text: "{9223372036854775807,-1}"),
        ValueCase([Int16(1), 2], "smallint[]", text: "{1,2}"),
        ValueCase([Int32(1), 2], "integer[]", text: "{1,2}"),
        ValueCase([1, 2, 3], "bigint[]", text: "{1,2,3}"),
        ValueCase([true, false], "boolean[]", text: "{t,f}"),
        ValueCase([1.5, -2], "double precision[]", text: "{1.5,-2}"),
        ValueCase(
            [UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))],
            "uuid[]",
            text: "{00000000-0000-0000-0000-000000000001}"
        ),
        ValueCase([Date(timeIntervalSince1970: 0)], "timestamptz[]", text: "{\"1970-01-01 00:00:00+00\"}"),
        ValueCase([[UInt8]]([[1, 2], [], [255]]), "bytea[]", text: #"{"\\x0102","\\x","\\xff"}"#),
        ValueCase([String?.some("a"), nil], "text[]", text: "{a,NULL}"),
        ValueCase([Int64?.none, 5], "bigint[]", text: "{NULL,5}"),
        ValueCase(
            [Date?.none, Date(timeIntervalSince1970: 0)],
            "timestamptz[]",
            text: "{NULL,\"1970-01-01 00:00:00+00\"}"
        ),
        ValueCase([Color.red, .green], "text[]", text: "{red,green}"),
        ValueCase([String]?.none, "text[]", text: nil),
    ]

    @Test(arguments: scalars + arrays)
    func `a value means the same to the server and comes back as it was`(_ value: ValueCase) async throws {
        try await TestPostgres.withDatabase { try await value.check($0.owner) }
    }

    @Test func `sums, which the server counts as numeric, are read as whole numbers`() async throws {
        try await TestPostgres.withDatabase { test in
            let row = try await test.owner.one(
                """
                SELECT sum(x) AS sum, 0::numeric AS zero, (-12345678901234)::numeric AS negative, 1.5::numeric AS half,
                    (-9223372036854775808)::numeric AS smallest, 9223372036854775808::numeric AS over,
                    0.0001::numeric AS small, 10000::numeric AS round
                FROM (VALUES (5000000000::bigint), (7)) v (x)
                """
            )
            #expect(try row.get("sum", as: Int.self) == 5_000_000_007)
            #expect(try row.get("zero", as: Int.self) == 0)
            #expect(try row.get("negative", as: Int64.self) == -12_345_678_901_234)
            #expect(try row.get("smallest", as: Int64.self) == .min)
            #expect(try row.get("round", as: Int64.self) == 10_000)
            #expect(throws: PostgresError.decoding(column: "half", expected: "Int64")) {
                try row.get("half", as: Int64.self)
            }
            #expect(throws: PostgresError.decoding(column: "over", expected: "Int64")) {
                try row.get("over", as: Int64.self)
            }
            #expect(try row.get("half", as: Double.self) == 1.5)
            #expect(try row.get("small", as: Double.self) == 0.0001)
            #expect(try row.get("negative", as: Double.self) == -12_345_678_901_234)
        }
    }

    @Test func `a column that does not fit is an error with its name and nothing of its content`() async throws {
        try await TestPostgres.withDatabase { test in
            let row = try await test.owner.one(
                "SELECT 'secret'::text AS words, NULL::bigint AS nothing, 70000 AS large, 'blue' AS color, ARRAY[1] AS list"
            )
            #expect(throws: PostgresError.decoding(column: "words", expected: "Int")) {
                try row.get("words", as: Int.self)
            }
            #expect(throws: PostgresError.decoding(column: "nothing", expected: "Int")) {
                try row.get("nothing", as: Int.self)
            }
            #expect(throws: PostgresError.decoding(column: "large", expected: "Int16")) {
                try row.get("large", as: Int16.self)
            }
            #expect(throws: PostgresError.decoding(column: "color", expected: "Color")) {
                try row.get("color", as: Color.self)
            }
            #expect(throws: PostgresError.decoding(column: "list", expected: "Array<String>")) {
                try row.get("list", as: [String].self)
            }
            #expect(throws: PostgresError.decoding(column: "words", expected: "Array<String>")) {
                try row.get("words", as: [String].self)
            }
            #expect(throws: PostgresError.self) { try row.get("missing", as: Int.self) }
            #expect(throws: PostgresError.self) { try row.get(5, as: Int.self) }
            #expect(throws: PostgresError.self) { try row.get(-1, as: Int.self) }
            #expect(try row.get(2, as: Int.self) == 70_000)
            #expect(row.columns == ["words", "nothing", "large", "color", "list"])
        }
    }

    @Test func `smaller columns are read into wider types`() async throws {
        try await TestPostgres.withDatabase { test in
            let row = try await test.owner.one(
                """
                SELECT 1::smallint AS small, 2::integer AS medium, 1.5::real AS real, 'x'::varchar(3) AS varchar,
                    'abc'::char(3) AS fixed, 'n'::name AS name, DATE '2000-01-02' AS day, INTERVAL '1 day' AS span,
                    TIMESTAMP '2001-01-01' AS moment, 'infinity'::timestamptz AS never, '{"a":1}'::json AS json
                """
            )
            #expect(try row.get("small", as: Int.self) == 1)
            #expect(try row.get("medium", as: Int64.self) == 2)
            #expect(try row.get("real", as: Double.self) == 1.5)
            let texts = try ["varchar", "fixed", "name"].map { try row.get($0, as: String.self) }
            #expect(texts == ["x", "abc", "n"])
            #expect(try row.get("day", as: Date.self) == Date(timeIntervalSince1970: 946_771_200))
            #expect(try row.get("moment", as: Date.self) == Date(timeIntervalSinceReferenceDate: 0))
            #expect(try row.get("never", as: Date.self) == .distantFuture)
            #expect(try row.get("span", as: Duration.self) == .seconds(86_400))
            #expect(try row.get("json", as: JSONText.self) == JSONText(#"{"a":1}"#))
        }
    }

    @Test func `an enum of the server is read as text and takes text with a cast`() async throws {
        try await TestPostgres.withDatabase { test in
            try await test.owner.simple("CREATE TYPE color AS ENUM ('red', 'green')")
            let row = try await test.owner.one("SELECT \(Color.red)::text::color AS color")
            #expect(try row.get("color", as: Color.self) == .red)
        }
    }
}
