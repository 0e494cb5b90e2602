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

    /// At most 50 notes, keys of 40, values of 500 characters (dialect §8).
    private mutating func pairs(_ key: String) throws -> [(key: String, value: String)] {
        guard let parameter = take(key), parameter != .text("") else { return [] }
        guard case .map(let parts) = parameter else {
            throw APIError.invalid(name(key), "Invalid object: \(name(key)) takes keys with values.")
        }
        let pairs = try parts.elements.compactMap { try note($0.key, $0.value, in: key) }
        guard pairs.count <= Metadata.keyLimit else {
            throw APIError.invalid(name(key), "\(name(key)) may have at most \(Metadata.keyLimit) keys.")
        }
        return pairs
    }

    private func note(_ key: String, _ value: Parameter, in group: String) throws -> (key: String, value: String)? {
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
        return text.isEmpty ? nil : (key, text)
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

    /// A switch that can only be off for now.
    mutating func off(_ key: String) throws {
        guard has(key) else { return }
        let isOn = try group(key) { part in
            let enabled = try part.boolean("enabled") ?? false
            if !enabled { part.ignoreTheRest() }
            return enabled
        }
        if isOn == true { throw APIError.invalid("\(name(key))[enabled]", "\(name(key)) is not supported yet.") }
    }

    /// Counts everything as read.
    mutating func ignoreTheRest() {
        for key in keys { _ = take(key) }
    }
}
