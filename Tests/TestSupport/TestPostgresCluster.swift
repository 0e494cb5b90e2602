import Foundation
import Logging
import Postgres
import Synchronization

/// A Postgres server with a data folder of its own, in memory or under the temporary folder, reached by its socket
/// only.
///
/// Stopped and deleted when the process ends: at exit, and by a watchdog when there was no orderly one.
package final class TestPostgresCluster: Sendable {
    /// The server that the tests of this process share.
    static let shared = Result { try TestPostgresCluster() }

    /// Where data, socket and log are.
    package let folder: String
    let admin: Database
    let templates = TestPostgresTemplates()
    let slots = TestPostgresSlots()
    private let settings: [String: String]

    init(isDurable: Bool = false, settings: [String: String] = [:]) throws {
        folder = try Self.makeFolder(in: isDurable ? "/tmp" : Self.memoryFolder ?? "/tmp")
        let pace = isDurable ? "on" : "off"
        self.settings = [
            "listen_addresses": "''", "unix_socket_directories": folder, "timezone": "UTC", "max_connections": "400",
            "shared_buffers": "64MB", "fsync": pace, "full_page_writes": pace, "synchronous_commit": "on",
            "wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off", "jit": "off",
        ].merging(settings) { $1 }
        admin = Database(
            PostgresConfiguration(
                url: Self.url(folder: folder, database: "postgres", role: Self.owner),
                applicationName: "test-admin",
                minimumConnections: 0,
                maximumConnections: 4,
                acquireTimeout: .seconds(60)
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try Self.watch(folder)
        try Self.run(
            "initdb",
            [
                "--pgdata", "\(folder)/data", "--username", Self.owner, "--auth", "trust", "--no-sync",
                "--encoding", "UTF8", "--locale", "C.UTF-8",
            ],
            log: "\(folder)/initdb.log"
        )
        try start()
    }

    /// Starts the server and waits until it takes connections.
    package func start() throws {
        let options = settings.map { "-c \($0)=\($1)" }.joined(separator: " ")
        let arguments = [
            "start", "--wait", "--pgdata", "\(folder)/data", "--log", "\(folder)/server.log", "--options", options,
        ]
        try Self.run("pg_ctl", arguments, log: "\(folder)/control.log")
    }

    /// Stops the server; `immediate` is what a crash looks like.
    package func stop(immediately isImmediate: Bool = false) throws {
        let mode = isImmediate ? "immediate" : "fast"
        let arguments = ["stop", "--wait", "--mode", mode, "--pgdata", "\(folder)/data"]
        try Self.run("pg_ctl", arguments, log: "\(folder)/control.log")
    }

    /// The URL of a database on this server.
    package func url(database: String, role: String = owner) -> String {
        Self.url(folder: folder, database: database, role: role)
    }

    func remove() {
        // May be stopped already.
        try? stop(immediately: true)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The superuser, who stands for the owner of `paydesk migrate`.
    package static let owner = "paydesk"

    private static func url(folder: String, database: String, role: String) -> String {
        "postgresql://\(role)@/\(database)?host=\(folder.replacing("/", with: "%2F"))"
    }
}

// MARK: - Folder, user, programs

extension TestPostgresCluster {
    /// Postgres refuses to run as root, so then it gets the user that Debian's package makes.
    private static let account: (name: String, user: uid_t, group: gid_t)? = {
        guard geteuid() == 0, let entry = getpwnam("postgres") ?? getpwnam("nobody") else { return nil }
        return (String(cString: entry.pointee.pw_name), entry.pointee.pw_uid, entry.pointee.pw_gid)
    }()

    /// A socket's path may have 107 bytes, so the folder is made where paths are short, not where TMPDIR says.
    private static func makeFolder(in parent: String) throws -> String {
        var template = Array("\(parent)/paydesk-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestPostgresError(what: "mkdtemp", log: "") }
        let folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        if let account, chown(folder, account.user, account.group) != 0 {
            throw TestPostgresError(what: "chown", log: "")
        }
        return folder
    }

    /// Where files live in memory, if there is plenty: a database is copied there in 20 ms instead of 70.
    ///
    /// Containers
    /// often have no more than 64 MiB of it.
    private static let memoryFolder: String? = {
        var found = statvfs()
        guard statvfs("/dev/shm", &found) == 0, access("/dev/shm", W_OK) == 0 else { return nil }
        return UInt64(found.f_bavail) * UInt64(found.f_frsize) > 2 << 30 ? "/dev/shm" : nil
    }()

    /// Debian keeps the server's programs out of the PATH.
    private static let programs: String = {
        let installed = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: installed)) ?? []  // None: the PATH, then.
        let newest = versions.max { $0.compare($1, options: .numeric) == .orderedAscending }
        return newest.map { "\(installed)/\($0)/bin/" } ?? ""
    }()

    private static func command(_ program: String, _ arguments: [String]) -> [String] {
        let own = ["\(programs)\(program)"] + arguments
        guard let account else { return own }
        return ["setpriv", "--reuid=\(account.name)", "--regid=\(account.group)", "--clear-groups"] + own
    }

    private static func run(_ program: String, _ arguments: [String], log: String) throws {
        let child = try spawn(command(program, arguments), output: log)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            // Without the log the error still names the program.
            throw TestPostgresError(what: program, log: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
        }
    }

    /// A shell that waits for this process to vanish, however it ends, and then stops the server and deletes it.
    private static func watch(_ folder: String) throws {
        let stop = command("pg_ctl", ["stop", "--mode", "immediate", "--pgdata", "\(folder)/data"])
        let script = """
            trap '' INT TERM HUP
            while kill -0 \(getpid()) 2>/dev/null && test -d '\(folder)'; do sleep 0.3; done
            \(stop.joined(separator: " "))
            rm -rf '\(folder)'
            """
        _ = try spawn(["setsid", "sh", "-c", script], output: "/dev/null")
    }

    /// Starts a program with nothing but its output open.
    ///
    /// Not Foundation's `Process`: it learns of the end from a descriptor that all descendants inherit, so it would
    /// wait for the server that `pg_ctl` leaves behind.
    private static func spawn(_ command: [String], output: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The server outlives what it inherits from: whoever reads the other end would wait for it.
        for descriptor in 3..<Int32(256) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        // PGHOST and the like of the developer would lead the programs to another server.
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") }
        let command = ["env", "-C", "/"] + command
        var arguments = command.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, command[0], &actions, nil, &arguments, &variables) == 0 else {
            throw TestPostgresError(what: command[0], log: "cannot be started")
        }
        return child
    }
}

/// A program of Postgres failed; the log says why.
package struct TestPostgresError: Error, CustomStringConvertible {
    let what: String
    let log: String

    package var description: String { "\(what) failed: \(log)" }
}
