import Bootstrap
import Foundation
import HTTPKit
import Secrets
import Testing

@Suite struct SettingsTests {
    @Test func `a flag stands over the environment`() throws {
        let settings = try Settings(
            environment: ["PUBLIC_PORT": "1"],
            arguments: ["--public-port", "2", "--log-level=debug"]
        )
        #expect(try settings.int("PUBLIC_PORT", default: 3, in: 0...9) == 2)
        #expect(try settings.string("LOG_LEVEL") == "debug")
    }

    @Test func `a wrong value is named, with what would be right`() throws {
        let settings = try Settings(environment: ["N": "9x", "U": "ftp://x", "B": "maybe", "K": "abcd"])
        for (name, read) in [
            ("N", { _ = try settings.int("N", default: 1, in: 1...5) }), ("U", { _ = try settings.url("U") }),
            ("B", { _ = try settings.bool("B", default: true) }), ("K", { _ = try settings.key("K") }),
            ("MISSING", { _ = try settings.string("MISSING") }),
        ] as [(String, () throws -> Void)] {
            let error = #expect(throws: SettingsError.self) { try read() }
            #expect(error?.description.contains(name) == true)
            #expect(error?.description.contains("abcd") == false, "a secret is never repeated")
        }
    }

    @Test func `a secret comes from a file`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID())").path
        try Data("  s3cret\n".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let settings = try Settings(environment: ["API_FILE": path])
        #expect(try settings.secret("API").withValue { $0 } == "s3cret")
        #expect(!"\(settings)".contains("s3cret"))
    }

    @Test func `all ports follow from one base`() throws {
        let settings = try Settings(environment: ["PORT_BASE": "9000"])
        #expect(try settings.ports(of: .vault).publicPort == 9002)
        #expect(try settings.ports(of: .vault).internalPort == 10002)
        #expect(try settings.ports(of: .webhookSender).publicPort == nil)
        #expect(try settings.publicURL(of: .sandbox) == "http://127.0.0.1:9010")
        #expect(try settings.internalURL(of: .sessionAPI) == "http://127.0.0.1:10000")
    }

    @Test func `a peer that is away degrades, a need that is away stops`() async {
        let peer = await Readiness([.required("postgres") { true }, .peer("vault") { false }]).report()
        #expect(peer.isReady)
        #expect(peer.json == #"{"status":"degraded","checks":{"postgres":true,"vault":false}}"#)
        let need = await Readiness([.required("postgres") { false }]).report()
        #expect(!need.isReady)
    }
}
