import Payments

/// Whether text that a merchant sends holds a card number.
///
/// Random UUIDs, which merchants like as references, hold a run of digits that passes for one about once in a thousand; they are
/// not looked at.
enum CardNumberCheck {
    static func finds(_ text: String) -> Bool {
        guard text.utf8.count >= 13, CardNumberScan.containsCardNumber(text) else { return false }
        return CardNumberScan.containsCardNumber(withoutUUIDs(text))
    }

    private static func withoutUUIDs(_ text: String) -> String {
        text.replacing(/[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) { match in
            match.output.0.contains { $0.isLetter } ? "" : String(match.output.0)
        }
    }
}
