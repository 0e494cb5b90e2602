import HTTPKit
import OrderedCollections
import Payments

/// What the dialect means by some parameters, wherever they stand.
extension ParameterReader {
    /// A merchant's own notes, in their order; nil when there are none.
    mutating func metadata(_ key: String) throws -> Metadata? {
        let pairs = try pairs(key)
        return pairs.isEmpty ? nil : Metadata(pairs)
    }

    /// A merchant's own notes by their keys.
    mutating func notes(_ key: String) throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try pairs(key).map { ($0.key, $0.value) })
    }

    /// What is to become of a merchant's own notes; nil when nothing is said about them.
    ///
    /// Named notes are set, or taken away by empty text; empty text for all of them takes all away (dialect §3).
    mutating func metadataChange(_ key: String) throws -> Metadata.Change? {
        if peek(key) == .text("") {
            _ = take(key)
            return .clear
        }
        let notes = try notesAsSent(key)
        return notes.isEmpty ? nil : .merge(notes)
    }

    /// At most 50 notes, keys of 40, values of 500 characters (dialect §8).
    private mutating func pairs(_ key: String) throws -> [(key: String, value: String)] {
        let pairs = try notesAsSent(key).filter { !$0.value.isEmpty }
        guard pairs.count <= Metadata.keyLimit else { throw APIError.tooManyNotes(name(key)) }
        return pairs
    }

    private mutating func notesAsSent(_ key: String) throws -> [(key: String, value: String)] {
        guard let parameter = take(key), !parameter.isEmpty else { return [] }
        guard case .map(let parts) = parameter else {
            throw APIError.invalid(name(key), "Invalid object: \(name(key)) takes keys with values.")
        }
        return try parts.elements.map { try note($0.key, $0.value, in: key) }
    }

    private func note(_ key: String, _ value: Parameter, in group: String) throws -> (key: String, value: String) {
        let place = "\(name(group))[\(key)]"
        guard case .text(let text) = value else {
            throw APIError.invalid(place, "Metadata values are text; \(place) is a group or a list.")
        }
        guard !key.isEmpty, key.unicodeScalars.count <= Metadata.keyLength else {
            throw APIError.invalid(place, "Metadata keys have 1 to \(Metadata.keyLength) characters.")
        }
        guard text.unicodeScalars.count <= Metadata.valueLength else {
            throw APIError.invalid(place, "Metadata values may have at most \(Metadata.valueLength) characters.")
        }
        return (key, text)
    }

    /// A span of times: one second, or bounds by `gt`, `gte`, `lt`, `lte`; nil when nothing is said.
    mutating func span(_ key: String) throws -> SessionQuery.Span? {
        if case .text? = peek(key) {
            return try integer(key).map { SessionQuery.Span(from: $0, through: $0) }
        }
        return try group(key) { bounds in
            var span = SessionQuery.Span.always
            if let bound = try bounds.integer("gte") { span.narrow(from: bound) }
            if let bound = try bounds.integer("gt") { span.narrow(from: bound == .max ? bound : bound + 1) }
            if let bound = try bounds.integer("lte") { span.narrow(through: bound) }
            if let bound = try bounds.integer("lt") { span.narrow(through: bound == .min ? bound : bound - 1) }
            return span
        }
    }

    /// What is to be shown in full; a place that cannot be is refused.
    mutating func expand(allowing places: Set<String>) throws -> Set<String> {
        let wanted = try texts("expand", upTo: 20, each: 200) ?? []
        for (index, place) in wanted.enumerated() where !places.contains(place) {
            throw APIError.invalid(
                "expand[\(index)]",
                "This property cannot be expanded: \(Self.shown(place))."
                    + (places.isEmpty ? "" : " What can be: \(places.sorted().joined(separator: ", ")).")
            )
        }
        return Set(wanted)
    }

    /// Refuses a parameter of the dialect that has no meaning here yet, with a sentence instead of silence.
    mutating func notYet(_ keys: String...) throws {
        for key in keys where take(key) != nil && has(key) {
            throw APIError.invalid(name(key), "\(name(key)) is not supported yet.")
        }
    }

    /// A switch that can only be off for now; what else the dialect has beside `enabled` says nothing while it is.
    mutating func off(_ key: String, besides others: String...) throws {
        let isOn = try group(key) { part in
            for other in others { _ = part.take(other) }
            return try part.boolean("enabled") ?? false
        }
        if isOn == true { throw APIError.invalid("\(name(key))[enabled]", "\(name(key)) is not supported yet.") }
    }
}

extension APIError {
    /// More notes than an object may carry.
    static func tooManyNotes(_ param: String) -> APIError {
        .invalid(param, "\(param) may have at most \(Metadata.keyLimit) keys.")
    }
}
