import HTTPKit
import HTTPTypes
import NIOCore
import OrderedCollections
import Testing

@testable import SessionService

@Suite struct FormParametersTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let form: String
        let reading: String

        init(_ form: String, _ reading: String) {
            self.form = form
            self.reading = reading
        }

        var testDescription: String { form }
    }

    @Test(arguments: [
        Case("a=1&b=2", "{a:1,b:2}"),
        Case("a=A+%26+B+%2B+%C3%BC", "{a:A & B + ü}"),
        Case("a=", "{a:}"),
        Case("a", "{a:}"),
        Case("", "{}"),
        Case("a[b][c]=1&a[b][d]=2", "{a:{b:{c:1,d:2}}}"),
        Case("a%5Bb%5D=1", "{a:{b:1}}"),
        Case("a[0]=x&a[1]=y", "[x,y] in a"),
        Case("a[1]=y&a[0]=x", "[x,y] in a"),
        Case("a[7]=y&a[3]=x&a[10]=z", "[x,y,z] in a"),
        Case("a[]=x&a[]=y", "[x,y] in a"),
        Case("a[][k]=1&a[][l]=2&a[][k]=3", "[{k:1,l:2},{k:3}] in a"),
        Case("a[][p][c]=eur&a[][p][u]=5&a[][q]=1&a[][p][c]=usd", "[{p:{c:eur,u:5},q:1},{p:{c:usd}}] in a"),
        Case("a[0][k]=1&a[0][l]=2&a[1][k]=3", "[{k:1,l:2},{k:3}] in a"),
        Case("a[][b][]=1&a[][b][]=2", "[{b:[1,2]}] in a"),
        Case("metadata[3]=x", "{metadata:{3:x}}"),
        Case("metadata[a b]=x&metadata[c.d]=y", "{metadata:{a b:x,c.d:y}}"),
    ])
    func `every spelling of a form becomes one tree`(_ row: Case) throws {
        let tree = try FormParameters.parse(ByteBuffer(string: row.form))
        if row.reading.hasSuffix(" in a") {
            guard case .map(let parts) = tree else { throw Refused() }
            let elements = try #require(parts["a"]?.elements)
            #expect(Self.show(.list(elements)) + " in a" == row.reading)
        } else {
            #expect(Self.show(tree) == row.reading)
        }
    }

    @Test(arguments: [
        ("a=1&a=2", "a"), ("a=1&a[b]=2", "a[b]"), ("a[b]=1&a=2", "a"), ("a[]=1&a[0]=2", "a[0]"),
        ("a[0]=1&a[]=2", "a[]"),
        ("metadata[order[1]]=x", "metadata"), ("a[b=1", "a"), ("a]b[=1", "a]b"), ("a[b][c][d][e][f][g]=1", "a"),
        ("note=my+card+is+4242+4242+4242+4242", "note"), ("n=a%00b", "n"),
    ])
    func `what cannot be read is refused with its name`(_ form: String, _ param: String) throws {
        let error = #expect(throws: APIError.self) { try FormParameters.parse(ByteBuffer(string: form)) }
        #expect(error?.param == param)
        #expect(error?.status == .badRequest)
    }

    @Test(arguments: ["=1", "a=%FF", "[a]=1", String(repeating: "a=1&", count: 1001)])
    func `a form without sense is refused`(_ form: String) {
        let error = #expect(throws: APIError.self) { try FormParameters.parse(ByteBuffer(string: form)) }
        #expect(error?.status == .badRequest)
    }

    @Test func `a thousand parameters are read`() throws {
        let form = (0..<1000).map { "a[\($0)]=x" }.joined(separator: "&")
        guard case .map(let parts) = try FormParameters.parse(ByteBuffer(string: form)) else { throw Refused() }
        #expect(parts["a"]?.elements?.count == 1000)
    }

    @Test(arguments: [
        ("a=1&b=2", "b=2&a=1"), ("a[0]=x&a[1]=y", "a[]=x&a[]=y"), ("a[0]=x&a[1]=y", "a[1]=y&a[0]=x"),
        ("m[k]=v&m[l]=w", "m[l]=w&m[k]=v"), ("a=1", "a=1&b="), ("a=A+B", "a=A%20B"),
    ])
    func `the same question has the same fingerprint however it is spelled`(_ one: String, _ two: String) throws {
        #expect(try digest(one) == digest(two))
    }

    @Test(arguments: [
        ("a=1", "a=2"), ("a[0]=x&a[1]=y", "a[0]=y&a[1]=x"), ("a=1&b=2", "a=1b&2="), ("a[b]=1", "a[c]=1"),
        ("a=1", "b=1"),
    ])
    func `another question has another fingerprint`(_ one: String, _ two: String) throws {
        #expect(try digest(one) != digest(two))
    }

    private func digest(_ form: String) throws -> [UInt8] {
        try FormParameters.parse(ByteBuffer(string: form)).digest
    }

    private struct Refused: Error {}

    private static func show(_ parameter: Parameter) -> String {
        switch parameter {
        case .text(let text): text
        case .list(let elements): "[" + elements.map(show).joined(separator: ",") + "]"
        case .map(let parts): "{" + parts.map { "\($0):\(show($1))" }.joined(separator: ",") + "}"
        }
    }
}
