import Foundation
import Testing

/// A Swift file of this package.
struct SourceFile: CustomTestStringConvertible {
    /// Relative to the package, such as `Services/Vault/Service/HTTP/TokenRoutes.swift`.
    let path: String
    let lines: [String]

    var testDescription: String { path }

    /// The modules that it imports.
    var imports: Set<String> {
        Set(
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let position = words.firstIndex(of: "import"), position <= 2, position + 1 < words.count else {
                    return nil
                }
                return words[position + 1].split(separator: ".").first.map(String.init)
            }
        )
    }
}

/// The Swift files of this package, as they lie on disk.
enum SourceTree {
    static let root: URL = {
        var folder = URL(filePath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder
    }()

    /// All Swift files of services, shared modules and tests, by path.
    static let files: [SourceFile] = ["Services", "Shared", "Tests"].flatMap(swiftFiles).sorted { $0.path < $1.path }

    static let product = files.filter { !$0.path.hasPrefix("Tests/") }

    private static func swiftFiles(below folder: String) -> [SourceFile] {
        let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        return (paths?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.compactMap { path in
            FileManager.default.contents(atPath: root.appending(path: "\(folder)/\(path)").path).map {
                SourceFile(
                    path: "\(folder)/\(path)",
                    lines: String(decoding: $0, as: UTF8.self).components(separatedBy: "\n")
                )
            }
        }
    }
}
