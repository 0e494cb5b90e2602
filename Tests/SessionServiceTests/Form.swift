import Foundation

/// Bodies as clients send them.
enum Form {
    static func encode(_ fields: [String: String]) -> String {
        fields.sorted { $0.key < $1.key }
            .map { "\(escape($0.key, keeping: "[]"))=\(escape($0.value))" }
            .joined(separator: "&")
    }

    private static func escape(_ text: String, keeping more: String = "") -> String {
        let allowed = CharacterSet.alphanumerics.intersection(.init(charactersIn: "\0"..."\u{7f}"))
            .union(.init(charactersIn: "-._~" + more))
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}
