import Foundation

/// `run.json`: where everything of a running stack is, for programs and for the other commands.
struct RunFile: Codable, Sendable {
    var apiURL: String
    var pageURL: String
    var vaultURL: String
    var sandboxURL: String
    var secretKey: String
    var webhookSecret: String
    var databaseURL: String
    var processes: [String: Process]

    struct Process: Codable, Sendable {
        var pid: Int32
        /// Nil for a process without a public port; written as `null`.
        var port: Int?
        var internalPort: Int
        var log: String

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(pid, forKey: .pid)
            try container.encode(port, forKey: .port)
            try container.encode(internalPort, forKey: .internalPort)
            try container.encode(log, forKey: .log)
        }

        private enum CodingKeys: String, CodingKey {
            case pid, port, log
            case internalPort = "internal_port"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case processes
        case apiURL = "api_url"
        case pageURL = "page_url"
        case vaultURL = "vault_url"
        case sandboxURL = "sandbox_url"
        case secretKey = "secret_key"
        case webhookSecret = "webhook_secret"
        case databaseURL = "database_url"
    }

    /// Reads the file of a running stack; nil when none is running there.
    static func read(_ path: String) -> RunFile? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        // A file that is no run.json is as good as none.
        return try? JSONDecoder().decode(RunFile.self, from: data)
    }

    /// Writes the file for every user of this machine to read: it is for trying out, on one machine.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(self), as: UTF8.self)
        try AtomicFile.write(text + "\n", to: path, mode: 0o644)
    }
}
