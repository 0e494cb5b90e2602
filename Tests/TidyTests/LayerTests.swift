import Foundation
import Testing

/// Who may import whom: an arrow only ever points to a lower layer.
@Suite struct LayerTests {
    /// Our own modules by layer; a module may import modules of lower layers only.
    static let layers: [String: Int] = [
        "CLibPQ": 0, "Payments": 0,
        "Secrets": 1, "Postgres": 1, "Telemetry": 1,
        "HTTPKit": 2, "Messages": 2,
        "Bootstrap": 3,
        "VaultClient": 4, "FraudClient": 4, "SessionClient": 4,
        "VaultService": 5, "FraudService": 5, "SessionService": 5, "PageService": 5, "WebhookService": 5,
        "SandboxService": 5,
    ]

    /// Folders, and what no file below them may import.
    static let forbidden: [String: Set<String>] = [
        "Service/Domain/": ["Postgres", "Hummingbird", "AsyncHTTPClient", "HTTPKit", "Bootstrap", "Messages"],
        "Service/Storage/": ["Hummingbird", "AsyncHTTPClient", "Bootstrap"],
        "Service/HTTP/": ["Postgres", "CLibPQ"],
        "Service/Connectors/": ["Postgres", "Hummingbird"],
    ]

    static func module(of path: String) -> String? {
        let parts = path.split(separator: "/").map(String.init)
        if parts[0] == "Shared" { return parts[1] }
        let services = [
            "Vault": "Vault", "FraudScorer": "Fraud", "SessionAPI": "Session", "HostedPage": "Page",
            "WebhookSender": "Webhook", "Sandbox": "Sandbox",
        ]
        guard parts[0] == "Services", parts.count > 3, let service = services[parts[1]] else { return nil }
        return parts[2] == "Client" ? service + "Client" : parts[2] == "Service" ? service + "Service" : nil
    }

    @Test(arguments: SourceTree.product)
    func `a file imports only what lies below it`(_ file: SourceFile) {
        guard let own = Self.module(of: file.path), let layer = Self.layers[own] else { return }
        for imported in file.imports {
            guard let other = Self.layers[imported] else { continue }
            #expect(other < layer, "\(file.path) imports \(imported)")
        }
    }

    @Test(arguments: SourceTree.product)
    func `inside a service, the arrows go from HTTP to Storage to Domain`(_ file: SourceFile) {
        for (folder, modules) in Self.forbidden where file.path.contains(folder) {
            let wrong = file.imports.intersection(modules)
            #expect(wrong.isEmpty, "\(file.path) imports \(wrong)")
        }
    }

    @Test func `C does not leak out of the Postgres module`() {
        let allowed: Set = ["internal import CLibPQ", "private import CLibPQ"]
        for file in SourceTree.files where file.imports.contains("CLibPQ") {
            #expect(file.path.hasPrefix("Shared/Postgres/"), "\(file.path)")
            #expect(!allowed.isDisjoint(with: file.lines), "\(file.path) imports CLibPQ for others too")
        }
    }

    @Test func `a main has nothing to test`() {
        for file in SourceTree.product where file.path.contains("/Main/") && !file.path.contains("/Paydesk/") {
            #expect(file.lines.count <= 20, "\(file.path)")
        }
    }
}
