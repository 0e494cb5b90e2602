import Foundation
import Testing

/// A text that was looked at once and must stay as it is.
///
/// It is kept beside the test in `__Snapshots__/{name}.txt`. `SNAPSHOTS=record` writes what the test sees instead of
/// comparing; look at the difference before you commit it.
package func expectSnapshot(
    _ text: String,
    named name: String,
    filePath: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(filePath: filePath).deletingLastPathComponent().appending(path: "__Snapshots__")
    let file = folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["SNAPSHOTS"] == "record" {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return
    }
    let known = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    guard known != text else { return }
    let (a, b) = (known.split(separator: "\n"), text.split(separator: "\n"))
    let different = zip(a, b).enumerated().first { $1.0 != $1.1 }
    Issue.record(
        """
        \(name) differs from its snapshot at line \(different.map { $0.offset + 1 } ?? min(a.count, b.count) + 1):
        was \(different.map { String($0.element.0) } ?? "\(a.count) lines")
        now \(different.map { String($0.element.1) } ?? "\(b.count) lines")
        """,
        sourceLocation: sourceLocation
    )
}
