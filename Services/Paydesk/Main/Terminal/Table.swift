import Foundation

/// Rows under a headline, in columns as wide as they need to be.
struct Table {
    var headline: [String]
    var rows: [[String]] = []

    /// The text to print, without a final newline; cells are separated by two spaces.
    func text() -> String {
        let lines = [headline.map { $0.uppercased() }] + rows
        let widths = headline.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { Self.line($0, widths) }.joined(separator: "\n")
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
        return padded.joined(separator: "  ").trimmingSuffix { $0 == " " }
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return String(self[...last])
    }
}
