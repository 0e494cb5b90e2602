import ArgumentParser
import Foundation

/// The switch that every command for people has: a table, or JSON for programs.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON instead of a table.")
    var json = false

    /// Prints values as JSON or as the text for a person.
    func show(_ value: some Encodable, as text: () -> String) throws {
        guard json else {
            Terminal.say(text())
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Terminal.say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

/// Standard output, one line at a time and at once, also when it is a pipe or a file.
enum Terminal {
    static func say(_ line: String) {
        // Whoever read it has gone; what runs goes on.
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Standard error, for what a person should notice while the output goes elsewhere.
    static func warn(_ line: String) {
        // As above.
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}
