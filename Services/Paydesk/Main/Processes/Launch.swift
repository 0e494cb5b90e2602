import Foundation

/// How to start a program.
struct Launch: Sendable {
    /// Absolute path.
    var executable: String
    var arguments: [String] = []
    var environment: [String: String] = [:]
    var output: Output = .captured
    /// Sent by the kernel when the thread that started the program is gone, so that nothing outlives a killed `up`.
    var endsWithParent: ParentSignal?
    /// The account to run as; nil keeps one's own.
    var account: Account?

    enum Output: Sendable {
        /// Standard output and error, kept in memory (up to 64 KiB).
        case captured
        /// Standard output and error, appended to a file.
        case appended(to: String)
    }

    enum ParentSignal: String, Sendable {
        case kill = "KILL"
        /// Postgres' fast shutdown.
        case interrupt = "INT"
    }

    /// Path and arguments as they are executed: through `setpriv` where account or parent signal ask for it, which
    /// replaces itself by the program, so that the process id stays.
    func command() throws -> [String] {
        guard account != nil || endsWithParent != nil else { return [executable] + arguments }
        guard let setpriv = Tools.find("setpriv") else {
            throw Problem("setpriv is missing. On Debian and Ubuntu: apt-get install util-linux")
        }
        var command = [setpriv]
        if let account {
            command += ["--reuid=\(account.user)", "--regid=\(account.group)", "--init-groups"]
        }
        if let endsWithParent {
            command += ["--pdeathsig", endsWithParent.rawValue]
        }
        return command + ["--", executable] + arguments
    }
}

/// Looks for programs where a shell would, and in the folders for administrators.
enum Tools {
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders =
            path.split(separator: ":").map(String.init) + ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
