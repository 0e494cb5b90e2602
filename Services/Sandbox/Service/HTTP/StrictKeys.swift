import HTTPKit

/// Any key of a JSON object.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Refuses an object with members that nobody reads: a misspelled `match` would otherwise match everything.
    func refuseKeys(outside known: some Collection<String>) throws {
        for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw APIError.unknown((codingPath + [key]).map(\.stringValue).joined(separator: "."))
        }
    }
}
