import HTTPKit
import OrderedCollections
import Payments

/// Reads named parameters one by one, each by its type; what nobody asked for is refused at the end.
///
/// Each error names the whole path of the parameter at fault, as the client wrote it. Empty text means "unset" (dialect §3).
struct ParameterReader {
    /// The name of the group that is read, empty at the top.
    let path: String
    private let parts: OrderedDictionary<String, Parameter>
    private var seen: Set<String> = []

    /// Reads a whole request; `body` asks for every parameter that there may be.
    static func read<Value>(_ root: Parameter, _ body: (inout ParameterReader) throws -> Value) throws -> Value {
        var reader = try ParameterReader(root, path: "")
        let value = try body(&reader)
        try reader.refuseTheRest()
        return value
    }

    private init(_ parameter: Parameter, path: String) throws {
        self.path = path
        switch parameter {
        case .map(let parts): self.parts = parts
        case .text(""): parts = [:]
        case .text, .list: throw APIError.invalid(path, "Invalid object: \(path) takes named parts.")
        }
    }

    /// The full name of a part.
    func name(_ key: String) -> String {
        path.isEmpty ? key : "\(path)[\(key)]"
    }

    /// Whether the client sent anything but what means "unset".
    func has(_ key: String) -> Bool {
        parts[key].map { !$0.isNothing } ?? false
    }

    /// The parameter as it is, not counted as read.
    func peek(_ key: String) -> Parameter? {
        parts[key]
    }

    /// The parameter as it is, now counted as read.
    mutating func take(_ key: String) -> Parameter? {
        seen.insert(key)
        return parts[key]
    }

    mutating func text(_ key: String, upTo limit: Int = 5000) throws -> String? {
        switch take(key) {
        case nil, .text(""): return nil
        case .text(let text):
            guard text.unicodeScalars.count <= limit else {
                throw APIError.invalid(
                    name(key),
                    "Invalid string: \(name(key)) may have at most \(limit) characters, this has "
                        + "\(text.unicodeScalars.count)."
                )
            }
            return text
        default: throw APIError.invalid(name(key), "Invalid string: \(name(key)) takes one value.")
        }
    }

    mutating func requiredText(_ key: String, upTo limit: Int = 5000) throws -> String {
        if let text = try text(key, upTo: limit) { return text }
        throw missing(key)
    }

    mutating func integer(_ key: String) throws -> Int64? {
        guard let text = try text(key) else { return nil }
        guard let value = Int64(text), text.utf8.count <= 20, text.utf8.first != UInt8(ascii: "+") else {
            throw APIError.invalid(
                name(key),
                code: "parameter_invalid_integer",
                "Invalid integer: \(Self.shown(text))"
            )
        }
        return value
    }

    mutating func boolean(_ key: String) throws -> Bool? {
        switch try text(key) {
        case nil: return nil
        case "true": return true
        case "false": return false
        case let text?: throw APIError.invalid(name(key), "Invalid boolean: \(Self.shown(text))")
        }
    }

    mutating func choice(_ key: String, of choices: [String]) throws -> String? {
        guard let text = try text(key) else { return nil }
        guard choices.contains(text) else {
            throw APIError.invalid(
                name(key),
                "Invalid \(name(key)): must be one of \(choices.joined(separator: ", ")), not \(Self.shown(text))."
            )
        }
        return text
    }

    /// A group of named parts; nil when there is none.
    mutating func group<Value>(_ key: String, _ body: (inout ParameterReader) throws -> Value) throws -> Value? {
        guard let parameter = take(key), !parameter.isEmpty else { return nil }
        var reader = try ParameterReader(parameter, path: name(key))
        let value = try body(&reader)
        try reader.refuseTheRest()
        return value
    }

    /// A list of groups; nil when there is none.
    mutating func groups<Value>(
        _ key: String,
        upTo limit: Int,
        _ body: (inout ParameterReader) throws -> Value
    ) throws -> [Value]? {
        guard let elements = try elements(key, upTo: limit) else { return nil }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            var reader = try ParameterReader(element, path: "\(name(key))[\(index)]")
            values.append(try body(&reader))
            try reader.refuseTheRest()
        }
        return values
    }

    /// A list of texts; nil when there is none.
    mutating func texts(_ key: String, upTo limit: Int, each length: Int = 5000) throws -> [String]? {
        guard let elements = try elements(key, upTo: limit) else { return nil }
        return try elements.enumerated().map { index, element in
            guard case .text(let text) = element, !text.isEmpty, text.unicodeScalars.count <= length else {
                throw APIError.invalid("\(name(key))[\(index)]", "Invalid string: \(name(key))[\(index)].")
            }
            return text
        }
    }

    private mutating func elements(_ key: String, upTo limit: Int) throws -> [Parameter]? {
        guard let parameter = take(key), !parameter.isEmpty else { return nil }
        guard let elements = parameter.elements else {
            throw APIError.invalid(name(key), "Invalid array: \(name(key))")
        }
        guard elements.count <= limit else {
            throw APIError.invalid(name(key), "\(name(key)) may have at most \(limit) elements.")
        }
        return elements
    }

    /// What a required parameter is answered with: empty text is told apart from nothing.
    func missing(_ key: String) -> APIError {
        guard parts[key] == .text("") else { return .missing(name(key)) }
        return .invalid(
            name(key),
            code: "parameter_invalid_empty",
            "An empty value unsets a parameter, but \(name(key)) cannot be unset. Send a value."
        )
    }

    private func refuseTheRest() throws {
        for key in parts.keys where !seen.contains(key) { throw APIError.unknown(name(key)) }
    }

    /// A client's own value in a message, at a bearable length.
    static func shown(_ text: String) -> String {
        text.count <= 100 ? text : text.prefix(100) + "…"
    }
}
