/// A request's body with places for card fields, checked before anything is done with it.
///
/// Placeholders stand in the values of strings, nowhere else: not in names, and not in pieces that would join.
struct BodyTemplate: Sendable {
    private enum Part: Sendable {
        /// JSON as it will be sent.
        case text([UInt8])
        case field(CardPlaceholder)
    }

    enum Failure: Error, Equatable {
        /// The body is no object.
        case notAnObject
        case tooLarge
        case tooManyPlaceholders
        /// `{{…}}` that is none of ours, or in the name of a member.
        case unknownPlaceholder
    }

    private let parts: [Part]
    /// What the body asks for.
    let fields: Set<CardPlaceholder>
    /// The most bytes that the filled body can have.
    let maximumBytes: Int

    init(_ body: JSONTree) throws(Failure) {
        guard case .object = body else { throw .notAnObject }
        let text = try Self.checked(body)
        var parts: [Part] = []
        var rest = text[...]
        while let open = Self.position(of: "{{", in: rest) {
            guard let close = Self.position(of: "}}", in: rest[open...]),
                let field = Self.field(named: rest[(open + 2)..<close])
            else { throw .unknownPlaceholder }
            parts.append(.text(Array(rest[..<open])))
            parts.append(.field(field))
            rest = rest[(close + 2)...]
        }
        parts.append(.text(Array(rest)))
        self.parts = parts
        let placeholders = parts.compactMap { if case .field(let field) = $0 { field } else { nil } }
        guard placeholders.count <= Limits.placeholders else { throw .tooManyPlaceholders }
        fields = Set(placeholders)
        maximumBytes = text.count + placeholders.reduce(0) { $0 + $1.maximumBytes }
    }

    /// Hands out the filled body, byte by byte: the receiver has the only copy.
    func fill(_ card: CardSecrets?, to put: (UInt8) -> Void) {
        for part in parts {
            switch part {
            case .text(let bytes): bytes.forEach(put)
            case .field(let field):
                guard let card else { continue }
                field.write(card) { JSONTree.append(escaped: $0, to: put) }
            }
        }
    }

    /// The body as JSON in which braces are doubled in strings only: `{{` and `}}` of nested objects are parted by a space.
    private static func checked(_ body: JSONTree) throws(Failure) -> [UInt8] {
        var output: [UInt8] = []
        try write(body, to: &output)
        guard output.count <= Limits.relayBodyBytes else { throw .tooLarge }
        return output
    }

    private static func write(_ tree: JSONTree, to output: inout [UInt8]) throws(Failure) {
        switch tree {
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                guard position(of: "{{", in: member.name[...]) == nil else { throw .unknownPlaceholder }
                output += JSONTree.string(member.name).bytes + [UInt8(ascii: ":")]
                try write(member.value, to: &output)
            }
            output += Array(" }".utf8)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                try write(element, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .string, .number, .bool, .null: output += tree.bytes
        }
    }

    private static func position(of mark: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let mark = Array(mark.utf8)
        return bytes.indices.dropLast().first { bytes[$0] == mark[0] && bytes[$0 + 1] == mark[1] }
    }

    private static func field(named name: ArraySlice<UInt8>) -> CardPlaceholder? {
        CardPlaceholder.allCases.first { name.elementsEqual($0.rawValue.utf8) }
    }
}
