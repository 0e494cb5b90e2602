import Foundation
import Testing

/// Small files, short functions, and words that say something.
@Suite struct SizeTests {
    static let longestFile = 400
    static let longestFunction = 60

    @Test(arguments: SourceTree.files)
    func `a file holds one idea`(_ file: SourceFile) {
        #expect(file.lines.count <= Self.longestFile, "\(file.path) has \(file.lines.count) lines")
    }

    @Test(arguments: SourceTree.files)
    func `a function fits a screen`(_ file: SourceFile) {
        for (name, length) in Self.functions(in: file) {
            #expect(length <= Self.longestFunction, "\(file.path): \(name) has \(length) lines")
        }
    }

    @Test(arguments: SourceTree.product)
    func `what other modules use is documented`(_ file: SourceFile) {
        for (index, line) in file.lines.enumerated() where Self.isUndocumentedType(line, index, file) {
            Issue.record("\(file.path):\(index + 1) has no doc comment: \(line)")
        }
    }

    @Test(arguments: SourceTree.product)
    func `a lost error has a reason beside it`(_ file: SourceFile) {
        for (index, line) in file.lines.enumerated() where line.contains("try? ") && !line.contains("///") {
            let nearby = file.lines[max(0, index - 2)...min(index + 1, file.lines.count - 1)]
            #expect(nearby.contains { $0.contains("//") }, "\(file.path):\(index + 1) uses try? without a word")
        }
    }

    @Test(arguments: SourceTree.product)
    func `nothing is public, unfinished, or called after nothing in particular`(_ file: SourceFile) {
        let name = URL(filePath: file.path).lastPathComponent
        for word in ["Utils", "Common", "Helpers", "Extensions", "Manager"] {
            #expect(!name.contains(word), "\(file.path)")
        }
        for (index, line) in file.lines.enumerated() {
            let code = line.trimmingCharacters(in: .whitespaces)
            #expect(!code.hasPrefix("public "), "\(file.path):\(index + 1) is public")
            for word in ["TODO", "FIXME", "fatalError(", " try! "] {
                #expect(!line.contains(word), "\(file.path):\(index + 1) has \(word)")
            }
        }
    }

    /// The functions of a file with their lengths, read by indentation, which the formatter guarantees.
    static func functions(in file: SourceFile) -> [(name: String, length: Int)] {
        file.lines.enumerated().compactMap { index, line in
            let text = line.trimmingCharacters(in: .whitespaces)
            guard text.contains("func ") || text.contains(" init("), !text.hasPrefix("//"), !text.hasPrefix("\""),
                let end = file.lines[index...].firstIndex(of: line.prefix { $0 == " " } + "}"),
                let opening = file.lines[index...].firstIndex(where: { $0.hasSuffix("{") }), opening < end
            else { return nil }
            return (text, end - index + 1)
        }
    }

    /// A type at the top of a module needs a sentence; a member whose name says all may go without.
    static func isUndocumentedType(_ line: String, _ index: Int, _ file: SourceFile) -> Bool {
        let kinds = ["struct ", "enum ", "final class ", "class ", "actor ", "protocol "]
        guard kinds.contains(where: { line.hasPrefix("package " + $0) }) else { return false }
        let above = file.lines[..<index].last { !$0.hasPrefix("@") } ?? ""
        return !above.hasPrefix("///")
    }
}
