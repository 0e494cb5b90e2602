import Foundation

/// The programs of a PostgreSQL server on this machine.
struct PostgresBinaries: Sendable {
    let folder: String
    /// The major version, such as 15; a cluster can only be opened by the version that made it.
    let version: Int

    var postgres: String { "\(folder)/postgres" }
    var initdb: String { "\(folder)/initdb" }

    /// The oldest version that Paydesk is written for.
    static let oldest = 14

    /// Finds the newest server, or the one of a given version.
    ///
    /// - Throws: `Problem` that says what to install.
    static func find(version wanted: Int? = nil) async throws -> PostgresBinaries {
        var found: [PostgresBinaries] = []
        for folder in try await folders() where isServer(folder) {
            if let version = try await version(of: folder) { found.append(Self(folder: folder, version: version)) }
        }
        guard let newest = found.max(by: { $0.version < $1.version }), newest.version >= oldest else {
            throw Problem(
                "PostgreSQL \(oldest) or later is not installed here. On Debian and Ubuntu: apt-get install postgresql. "
                    + "Or use a server that runs elsewhere: --database-url postgres://…"
            )
        }
        guard let wanted else { return newest }
        guard let match = found.first(where: { $0.version == wanted }) else {
            throw Problem(
                "The database of this state folder was made by PostgreSQL \(wanted), and only \(newest.version) is "
                    + "installed. Install postgresql-\(wanted), or start with another --state."
            )
        }
        return match
    }

    private static func folders() async throws -> [String] {
        var folders: [String] = []
        if let tool = Tools.find("pg_config") {
            let result = try await ChildProcess.run(Launch(executable: tool, arguments: ["--bindir"]))
            folders.append(result.output.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        for root in ["/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt"] {
            // A folder that is not there has no versions in it.
            let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
            folders += versions.map { "\(root)/\($0)/bin" }
        }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        folders += path.split(separator: ":").map(String.init)
        var seen: Set<String> = []
        return folders.filter { seen.insert($0).inserted }
    }

    private static func isServer(_ folder: String) -> Bool {
        ["postgres", "initdb"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
    }

    /// Reads `postgres (PostgreSQL) 15.18 (Debian …)`.
    private static func version(of folder: String) async throws -> Int? {
        let result = try await ChildProcess.run(Launch(executable: "\(folder)/postgres", arguments: ["--version"]))
        guard let number = result.output.split(separator: " ").first(where: { $0.first?.isNumber ?? false }) else {
            return nil
        }
        return Int(number.prefix { $0.isNumber })
    }
}
