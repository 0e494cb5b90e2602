import Foundation

/// Lays a story out for a terminal of 80 columns.
enum StoryText {
    private static let whenWidth = 12
    private static let whoWidth = 14

    static func text(_ story: Story) -> String {
        let lines = head(story) + [""] + story.timeline.flatMap(rows) + [""]
        return (lines + conclusion(story.conclusion)).joined(separator: "\n")
    }

    private static func head(_ story: Story) -> [String] {
        let session = story.session
        let mode = session.livemode ? "live mode" : "test mode"
        let status =
            switch session.status {
            case "complete": session.paymentStatus == "paid" ? "paid" : "complete, \(session.paymentStatus)"
            case "expired": "ended unpaid"
            default: "open, unpaid"
            }
        var lines = [
            "Session   \(session.id)",
            "Merchant  \(session.merchantName) (\(session.merchant))",
            "Amount    \(session.money), \(status), \(mode)",
        ]
        if let start = story.timeline.first { lines.append("Begun     \(start.at.forPeople)") }
        return lines
    }

    private static func rows(_ entry: Story.Entry) -> [String] {
        let when = "+" + Timespan.column(entry.seconds)
        let margin = pad(when, whenWidth) + "  " + pad(entry.who.rawValue, whoWidth) + "  "
        var lines = [Paragraph.labeled(margin, entry.text)]
        let indent = String(repeating: " ", count: whenWidth + 2 + whoWidth + 2)
        lines += entry.details.map { Paragraph.labeled(indent + "- ", $0) }
        return lines
    }

    private static func conclusion(_ conclusion: Story.Conclusion) -> [String] {
        [
            Paragraph.labeled("Now       ", conclusion.meaning),
            Paragraph.labeled("To do     ", conclusion.action ?? "Nothing."),
        ]
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
