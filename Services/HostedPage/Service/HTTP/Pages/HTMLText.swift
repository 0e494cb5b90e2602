import Mustache

/// Escapes text for HTML, scalar by scalar.
///
/// swift-mustache's own escaping compares whole characters: a quotation mark with a combining accent behind it is
/// another character there and passes, and a browser then sees the end of the attribute.
struct HTMLText: MustacheContentType {
    static let name = "PAGE"
    /// What asks for it; each template has to, for the library falls back to its own escaping in every partial.
    static let pragma = "{{% CONTENT_TYPE:PAGE}}\n"

    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
