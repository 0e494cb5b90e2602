import HTTPKit
import HTTPTypes
import NIOCore
import OrderedCollections

/// Reads a form body or a query string into a tree of parameters.
///
/// Names spell the place: `line_items[0][price_data][currency]`. Lists come in three spellings (dialect §3): indexed
/// (`a[0]=x`), appended (`a[]=x`), and appended maps (`a[][k]=v`, where a part that is there already begins the next one).
enum FormParameters {
    static func parse(_ body: ByteBuffer) throws -> Parameter {
        try parse(Array(body.readableBytesView))
    }

    static func parse(query: String?) throws -> Parameter {
        try parse(Array((query ?? "").utf8))
    }

    private static func parse(_ bytes: [UInt8]) throws -> Parameter {
        let root = Node()
        do {
            for pair in try FormBody.parse(bytes, limit: Parameter.countLimit) {
                let path = try segments(of: pair.name)
                try Parameter.check(pair.value, of: pair.name)
                try root.insert(pair.value, at: path[...], name: pair.name)
            }
        } catch let failure as FormBody.Failure {
            throw APIError(failure)
        }
        return root.parameter
    }

    /// `a[b][]` → `a`, `b`, empty.
    private static func segments(of name: String) throws -> [String] {
        var segments: [String] = []
        var rest = name.utf8[...]
        let base = rest.prefix { $0 != UInt8(ascii: "[") }
        segments.append(String(Substring(base)))
        rest = rest.dropFirst(base.count)
        while let open = rest.popFirst() {
            let segment = rest.prefix { $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[") }
            rest = rest.dropFirst(segment.count)
            guard open == UInt8(ascii: "["), rest.popFirst() == UInt8(ascii: "]") else {
                throw Parameter.wrongBrackets(segments[0])
            }
            segments.append(String(Substring(segment)))
        }
        guard let first = segments.first, !first.isEmpty, first != "]" else {
            throw Parameter.nameless
        }
        guard segments.count <= Parameter.depthLimit else { throw Parameter.tooDeep(first) }
        return segments
    }
}

/// A place in the tree while it grows.
private final class Node {
    private var text: String?
    private var parts: OrderedDictionary<String, Node> = [:]
    private var appended: [Node] = []

    func insert(_ value: String, at path: ArraySlice<String>, name: String) throws {
        guard let segment = path.first else {
            guard text == nil, parts.isEmpty, appended.isEmpty else { throw Self.conflict(name) }
            return text = value
        }
        guard text == nil else { throw Self.conflict(name) }
        let rest = path.dropFirst()
        if path.startIndex > 0, segment.isEmpty {
            guard parts.isEmpty else { throw Self.conflict(name) }
            if rest.isEmpty || appended.last.map({ $0.holds(rest) }) ?? true { appended.append(Node()) }
            return try appended[appended.count - 1].insert(value, at: rest, name: name)
        }
        guard appended.isEmpty else { throw Self.conflict(name) }
        let part = parts[segment] ?? Node()
        parts[segment] = part
        try part.insert(value, at: rest, name: name)
    }

    /// Whether something stands at this place already; what is appended never does.
    private func holds(_ path: ArraySlice<String>) -> Bool {
        guard let segment = path.first else { return true }
        return segment.isEmpty ? false : parts[segment]?.holds(path.dropFirst()) ?? (text != nil)
    }

    var parameter: Parameter {
        if let text { return .text(text) }
        if !appended.isEmpty { return .list(appended.map(\.parameter)) }
        return .map(parts.mapValues(\.parameter))
    }

    private static func conflict(_ name: String) -> APIError {
        .invalid(name, "Received \(name) more than once, or once as a value and once as a group.")
    }
}

extension APIError {
    fileprivate init(_ failure: FormBody.Failure) {
        switch failure {
        case .tooManyPairs: self = Parameter.tooMany
        case .notUTF8:
            self.init(.badRequest, "The request's parameters are not valid UTF-8.")
        }
    }
}
