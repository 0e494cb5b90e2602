import Bootstrap
import Foundation
import HTTPKit

/// How one of the six processes is run in a stack: its ports, its settings, its secrets.
struct ServicePlan: Sendable {
    let caller: Caller
    let portBase: Int
    /// Settings whose values may be seen.
    var settings: [String: String] = [:]
    /// Settings that are given as `NAME_FILE`: the name of the secret by the name of the setting.
    var secrets: [String: String] = [:]
    /// Which settings in the environment of `up` are passed on, by how they begin.
    var inherits: [String] = []

    var name: String { caller.rawValue }
    var publicPort: Int? { caller.publicOffset.map { portBase + $0 } }
    var internalPort: Int { portBase + caller.internalOffset }

    /// What the shell of the person who starts it may set for every process.
    private static let common = ["LOG_LEVEL", "LOG_FORMAT", "TZ", "LANG", "LC_", "PATH", "HOME", "TMPDIR", "SWIFT_"]

    func launch(in state: StateFolder, executables: String) -> Launch {
        let prefixes = Self.common + inherits
        var environment = ProcessInfo.processInfo.environment.filter { variable in
            prefixes.contains { variable.key.hasPrefix($0) }
        }
        environment["LOG_FORMAT"] = environment["LOG_FORMAT"] ?? "json"
        environment["PORT_BASE"] = "\(portBase)"
        environment.merge(settings) { $1 }
        for (setting, secret) in secrets { environment["\(setting)_FILE"] = "\(state.secrets)/\(secret)" }
        return Launch(
            executable: "\(executables)/\(name)",
            environment: environment,
            output: .appended(to: state.log(name)),
            endsWithParent: .kill
        )
    }
}
