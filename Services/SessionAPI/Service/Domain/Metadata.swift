import Foundation

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
}
