/// Text for people, broken into lines of a width.
enum Paragraph {
    /// How wide a terminal is taken to be.
    static let width = 80

    /// The words of a text in lines of at most `width` characters; a longer word has a line of its own.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// The same, with the first line behind `label` and the others below it.
    static func labeled(_ label: String, _ text: String, width: Int = width) -> String {
        let margin = String(repeating: " ", count: label.count)
        let lines = lines(text, width: max(20, width - label.count))
        guard let first = lines.first else { return label }
        return ([label + first] + lines.dropFirst().map { margin + $0 }).joined(separator: "\n")
    }
}
