import Foundation
import OrderedCollections

/// A merchant's own notes on an object, kept as the JSON object that the API shows.
package struct Metadata: Sendable, Hashable {
    /// A JSON object whose values are strings; `{}` when there is nothing.
    package let json: String

    package static let none = Metadata(json: "{}")
    /// At most this many keys (dialect §8).
    package static let keyLimit = 50
    /// Characters of a key.
    package static let keyLength = 40
    /// Characters of a value.
    package static let valueLength = 500

    /// Takes text that this type wrote, such as a column's.
    package init(json: String) {
        self.json = json
    }

    /// Notes in the order given; the keys must differ.
    package init(_ pairs: [(key: String, value: String)]) {
        var writer = JSONWriter(capacity: 256)
        writer.object { json in
            for pair in pairs { json.field(named: pair.key, pair.value) }
        }
        json = writer.text
    }

    package var isEmpty: Bool { json == "{}" }

    /// The notes one by one; their order is that of the keys' bytes.
    ///
    /// - Throws: for text that this type did not write.
    package func pairs() throws -> OrderedDictionary<String, String> {
        let notes = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        return OrderedDictionary(uniqueKeysWithValues: notes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    /// What an update asks for.
    package enum Change: Sendable {
        /// All notes go.
        case clear
        /// These are set, or taken away where the text is empty; all others stay.
        case merge([(key: String, value: String)])
    }

    /// The notes would be more than `keyLimit`.
    package struct TooMany: Error {}

    /// The notes after a change, in the order of their keys.
    ///
    /// - Throws: `TooMany`; `DecodingError` for text that this type did not write.
    package func changed(by change: Change) throws -> Metadata {
        guard case .merge(let pairs) = change else { return .none }
        var notes = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        for (key, value) in pairs { notes[key] = value.isEmpty ? nil : value }
        guard notes.count <= Self.keyLimit else { throw TooMany() }
        return Metadata(notes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
}
