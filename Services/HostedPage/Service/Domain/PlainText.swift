import Foundation

/// Words that came from outside, made fit to stand on a payment page.
///
/// Escaping for HTML is the template's work. This takes away what escaping leaves: control characters, the
/// bidirectional controls that can make "€20" read as something else, invisible characters, and towers of
/// combining marks that hide the line above.
enum PlainText {
    /// The longest name that a page shows, characters.
    static let nameLimit = 120
    /// The longest description.
    static let descriptionLimit = 300

    /// `text` in one line of at most `limit` characters; a cut one ends in "…".
    static func line(_ text: String, limit: Int = nameLimit) -> String {
        var result = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.unicodeScalars.prefix(limit * 16) {
            if isSpace(scalar) {
                marks = 0
                if let last = result.last, last != " " { result.append(" ") }
                continue
            }
            if isHidden(scalar) { continue }
            marks = isMark(scalar) ? marks + 1 : 0
            if marks <= marksPerLetter { result.append(scalar) }
        }
        let clean = String(result).trimmingCharacters(in: .whitespaces)
        return clean.count <= limit ? clean : clean.prefix(limit - 1) + "…"
    }

    /// Vietnamese and Hebrew with points use three; more is decoration.
    private static let marksPerLetter = 4

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Controls, bidirectional controls, invisible characters and tags; the joiners U+200C and U+200D stay, Persian,
    /// the scripts of India and family emoji are written with them.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F,
            0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
            true
        default: false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }
}
