import Foundation
import Testing

@testable import paydesk

@Suite struct LogRotationTests {
    @Test func `a log that has grown too large makes room, and its writer goes on`() throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/paydesk-\(UUID().uuidString)"
        try StateFolder.makeFolder(folder, mode: 0o755)
        // In a temporary folder: no harm if it stays.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/vault.log"
        let writer = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o640)
        defer { close(writer) }
        func say(_ text: String) { _ = write(writer, text, text.utf8.count) }
        func text(_ name: String) -> String? {
            FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
        }

        let rotation = LogRotation(folder: folder, limit: 10)
        say("short\n")
        rotation.pass()
        #expect(text("vault.log") == "short\n" && text("vault.log.1") == nil)
        say("and then too long\n")
        rotation.pass()
        #expect(text("vault.log") == "" && text("vault.log.1") == "short\nand then too long\n")
        say("new\n")
        #expect(text("vault.log") == "new\n")
    }
}
