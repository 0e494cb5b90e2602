import Foundation
import Payments

/// The private Postgres of one stack.
struct PostgresCluster: Sendable {
    let place: ClusterPlace
    let binaries: PostgresBinaries
    let port: Int
    /// Short, since a socket's path may have 107 bytes.
    let socketFolder: String
    let password: String

    /// The owner of database and schemas, and the name of the database.
    static let owner = "paydesk"
    static let database = "paydesk"

    /// Finds or makes the cluster of a state folder; it does not run yet.
    static func prepare(_ state: StateFolder, _ secrets: SecretsFolder, port: Int) async throws -> PostgresCluster {
        ClusterPlace.removeOrphans()
        let account = try Account.forPostgres()
        let place = try await ClusterPlace.find(state, account, secrets.randomness)
        let made = FileManager.default.contents(atPath: "\(place.data)/PG_VERSION")
            .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
        let cluster = PostgresCluster(
            place: place,
            binaries: try await PostgresBinaries.find(version: made.flatMap { Int($0) }),
            port: port,
            socketFolder: "/tmp/paydesk-\(state.digest)",
            password: try secrets.password("postgres-owner")
        )
        if made == nil { try await cluster.initialize() }
        try await Postmaster(data: place.data).end()
        try cluster.makeSocketFolder()
        return cluster
    }

    /// The owner's URL over TCP, for any local user.
    var url: String { "postgres://\(Self.owner):\(password)@127.0.0.1:\(port)/\(Self.database)" }

    /// A role's URL over the socket, which is a little faster than TCP.
    func url(role: String, password: String) -> String {
        let host = socketFolder.replacing("/", with: "%2F")
        return "postgres://\(role):\(password)@\(host):\(port)/\(Self.database)"
    }

    /// The owner's URL of the database that is there from the start.
    var maintenanceURL: String { "postgres://\(Self.owner):\(password)@127.0.0.1:\(port)/postgres" }

    /// How the server is started.
    func launch(log: String) -> Launch {
        Launch(
            executable: binaries.postgres,
            arguments: ["-D", place.data] + settings.flatMap { ["-c", "\($0.0)=\($0.1)"] },
            environment: ["LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"],
            output: .appended(to: log),
            endsWithParent: .interrupt,
            account: place.account
        )
    }

    /// Durable, and silent about data: no parameter of a statement, no statement that failed, no row of a constraint
    /// reaches the log.
    private var settings: [(String, String)] {
        [
            ("port", "\(port)"), ("listen_addresses", "127.0.0.1"), ("unix_socket_directories", socketFolder),
            ("max_connections", "100"), ("shared_buffers", "160MB"), ("max_wal_size", "1GB"),
            ("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"), ("jit", "off"),
            ("password_encryption", "scram-sha-256"), ("timezone", "UTC"), ("log_timezone", "UTC"),
            ("logging_collector", "off"), ("log_destination", "stderr"), ("log_line_prefix", "%m [%p] %q%u %a "),
            ("log_statement", "none"), ("log_min_duration_statement", "-1"), ("log_error_verbosity", "terse"),
            ("log_min_error_statement", "panic"), ("log_parameter_max_length", "0"),
            ("log_parameter_max_length_on_error", "0"),
        ]
    }

    private func initialize() async throws {
        let passwordFile = "\(place.folder)/password"
        try AtomicFile.write(password + "\n", to: passwordFile, mode: 0o600)
        defer { unlink(passwordFile) }
        try place.account?.own(passwordFile)
        // What an interrupted start left behind is no cluster.
        try? FileManager.default.removeItem(atPath: place.data)
        let result = try await ChildProcess.run(
            Launch(
                executable: binaries.initdb,
                arguments: [
                    "-D", place.data, "-U", Self.owner, "--pwfile", passwordFile, "--auth", "scram-sha-256",
                    "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums",
                ],
                environment: ["LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"],
                account: place.account
            )
        )
        guard result.exit == .code(0) else {
            let reason = result.output.split(separator: "\n").last { $0.contains("error") } ?? ""
            throw Problem("The database could not be made (initdb: \(result.exit)). \(reason)")
        }
    }

    /// In `/tmp`, which is everybody's: a folder that somebody else made there first is not used.
    private func makeSocketFolder() throws {
        let user = place.account?.user ?? geteuid()
        mkdir(socketFolder, 0o755)
        // A link is not followed: these are the attributes of what has that name. What cannot be looked at is not ours.
        let found = try? FileManager.default.attributesOfItem(atPath: socketFolder)
        guard found?[.type] as? FileAttributeType == .typeDirectory,
            let owner = found?[.ownerAccountID] as? Int, [user, geteuid()].contains(uid_t(owner))
        else { throw Problem("\(socketFolder) is in the way: it belongs to somebody else. Remove it.") }
        try place.account?.own(socketFolder)
    }

    /// Removes what lies outside of state and data folder.
    func removeSocketFolder() {
        // Its files belong to Postgres, which removes them itself; an empty folder is no harm.
        try? FileManager.default.removeItem(atPath: socketFolder)
    }
}
