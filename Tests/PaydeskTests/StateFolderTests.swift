import Foundation
import Payments
import Testing

@testable import paydesk

@Suite struct StateFolderTests {
    private func withFolder(_ body: (StateFolder) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path() + "/paydesk-\(UUID().uuidString)"
        let folder = StateFolder(path)
        try folder.create()
        defer { try? FileManager.default.removeItem(atPath: path) }  // In a temporary folder: no harm if it stays.
        try body(folder)
    }

    private func mode(_ path: String) throws -> mode_t {
        var info = stat()
        #expect(stat(path, &info) == 0)
        return info.st_mode & 0o777
    }

    @Test func `a folder is for one at a time`() throws {
        try withFolder { folder in
            try folder.lock()
            #expect { try folder.lock() } throws: {
                "\($0)".contains("already runs on \(folder.path) (process \(getpid()))")
            }
        }
    }

    @Test func `secrets are made once and are for their owner alone`() throws {
        try withFolder { folder in
            let secrets = SecretsFolder(path: folder.secrets, randomness: .system)
            let key = try secrets.key("key")
            #expect(key.utf8.count == 64)
            #expect(try secrets.key("key") == key)
            #expect(try secrets.password("password") != key)
            #expect(try mode(folder.secrets) == 0o700)
            #expect(try mode(secrets.file("key")) == 0o600)
        }
    }

    @Test func `run.json says null for a port that there is not`() throws {
        try withFolder { folder in
            var file = RunFile(
                apiURL: "http://127.0.0.1:8080",
                pageURL: "",
                vaultURL: "",
                sandboxURL: "",
                secretKey: "",
                webhookSecret: "",
                databaseURL: "postgres://a",
                processes: [:]
            )
            file.processes["webhook-sender"] = .init(pid: 7, port: nil, internalPort: 9084, log: "a/b.log")
            try file.write(to: folder.runFile)
            let text = try String(contentsOfFile: folder.runFile, encoding: .utf8)
            #expect(text.contains("\"port\" : null"))
            #expect(text.contains("\"api_url\" : \"http://127.0.0.1:8080\""))
            #expect(RunFile.read(folder.runFile)?.processes["webhook-sender"]?.pid == 7)
            #expect(RunFile.read(folder.path + "/none") == nil)
        }
    }
}
