import Foundation
import HTTPKit
import Payments
import Synchronization

/// Everything that `paydesk up` runs, from an empty folder to six ready processes, and back.
struct Stack: Sendable {
    let state: StateFolder
    let portBase: Int
    /// A Postgres to use instead of a private one.
    let externalDatabase: DatabaseURL?
    let secrets: SecretsFolder
    let plans: [ServicePlan]

    init(state: StateFolder, portBase: Int, externalDatabase: DatabaseURL?) {
        self.state = state
        self.portBase = portBase
        self.externalDatabase = externalDatabase
        secrets = SecretsFolder(path: state.secrets, randomness: .system)
        plans = ServicePlans.all(portBase: portBase, state: state)
    }

    /// Runs until a signal comes; everything has ended when this returns.
    ///
    /// - Throws: `Problem` when something cannot be started.
    func run() async throws {
        let signals = StopSignals()
        let executables = try Executables.folder(for: plans.map(\.name))
        try state.create()
        try state.lock()
        unlink(state.runFile)
        defer { unlink(state.runFile) }
        do {
            try await signals.interrupting { try await start(executables) }
        } catch is StopSignals.Stopped {
            Terminal.say("Stopped.")
        }
    }

    private func start(_ executables: String) async throws {
        try PortCheck.require(
            plans.flatMap { plan in
                [("\(plan.name), internal", plan.internalPort)] + (plan.publicPort.map { [(plan.name, $0)] } ?? [])
            }
        )
        try secrets.makeMissing()
        guard let externalDatabase else {
            try await withPrivatePostgres { try await runServices(executables, on: $0) }
            return
        }
        try await runServices(executables, on: .external(externalDatabase))
    }

    private func withPrivatePostgres(_ body: (StackDatabase) async throws -> Void) async throws {
        let port = try PortCheck.free(preferring: portBase + 2000)
        let isNew = try secrets.read("postgres-owner") == nil
        if isNew { Terminal.say("Making a database in \(state.path) …") }
        let cluster = try await PostgresCluster.prepare(state, secrets, port: port)
        defer { cluster.removeSocketFolder() }
        let supervisor = Supervisor { _, _ in }
        let launch = cluster.launch(log: state.log("postgres"))
        // Postgres' fast shutdown is SIGINT; SIGTERM would wait for clients to leave by themselves.
        try await supervisor.keeping([("postgres", launch)], stoppingWith: SIGINT) {
            try await cluster.makeDatabase {
                supervisor.restarts(of: "postgres") > 2 ? LogTail.last(of: state.log("postgres")) : nil
            }
            try await body(.private(cluster))
        }
    }

    private func runServices(_ executables: String, on database: StackDatabase) async throws {
        let demo = try await StackSetup(database: database, secrets: secrets, portBase: portBase).run()
        let announcement = Announcement(stack: self, database: database, demo: demo)
        let supervisor = Supervisor { announcement.started($0, $1) }
        let programs = plans.map { ($0.name, $0.launch(in: state, executables: executables)) }
        try await supervisor.keeping(programs) {
            try await HealthProbe.using { try await waitUntilReady(supervisor, $0) }
            try announcement.publish()
            try await LogRotation(folder: state.logs).run()
        }
    }

    private func waitUntilReady(_ supervisor: Supervisor, _ probe: HealthProbe) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        var pending = plans
        while true {
            var notReady: [ServicePlan] = []
            for plan in pending where await !probe.isReady(internalPort: plan.internalPort) {
                let isFailing = supervisor.isMisconfigured(plan.name) || supervisor.restarts(of: plan.name) >= 3
                guard !isFailing, .now < deadline else {
                    throw failure(of: plan, isFailing ? "cannot be started" : "does not get ready")
                }
                notReady.append(plan)
            }
            if notReady.isEmpty { return }
            pending = notReady
            try await Task.sleep(for: .milliseconds(25))
        }
    }

    private func failure(of plan: ServicePlan, _ what: String) -> Problem {
        let reason = LogTail.last(of: state.log(plan.name)) ?? "it wrote nothing"
        let bare = reason.hasPrefix("\(plan.name): ") ? String(reason.dropFirst(plan.name.count + 2)) : reason
        return Problem("\(plan.name) \(what): \(bare)\nIts log: \(state.log(plan.name))")
    }
}

/// The executables of the services, which lie beside this one.
enum Executables {
    static func folder(for names: [String]) throws -> String {
        guard let own = realpath("/proc/self/exe", nil) else {
            throw Problem("The folder of this program is not known.")
        }
        defer { free(own) }
        let folder = (String(cString: own) as NSString).deletingLastPathComponent
        for name in names where !FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
            throw Problem(
                "\(folder)/\(name) is missing: all executables of Paydesk lie in one folder. Build them with `make build`."
            )
        }
        return folder
    }
}

/// The last line of a log, which says why a process ended.
enum LogTail {
    static func last(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        // No end means nothing to seek from: the whole file is read then.
        let end = (try? file.seekToEnd()) ?? 0
        // As above.
        try? file.seek(toOffset: end > 4096 ? end - 4096 : 0)
        let text = String(decoding: file.readDataToEndOfFile(), as: UTF8.self)
        return text.split(separator: "\n").last.map(String.init)
    }
}
