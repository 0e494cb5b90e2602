import Foundation

/// An entry as one line of JSON: keys in order, so that files can be compared; JSON has no raw newlines.
enum LogLine {
    static func encode(_ entry: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(entry)
    }
}
