/// Whether a process can do its work: what it needs, and the peers that it can be without for a while.
package struct Readiness: Sendable {
    package struct Check: Sendable {
        let name: String
        let isRequired: Bool
        let passes: @Sendable () async -> Bool

        /// Without it the process can do nothing: 503.
        package static func required(_ name: String, _ passes: @escaping @Sendable () async -> Bool) -> Check {
            Check(name: name, isRequired: true, passes: passes)
        }

        /// Its absence costs only the calls that need it: 200, shown as `degraded`.
        package static func peer(_ name: String, _ passes: @escaping @Sendable () async -> Bool) -> Check {
            Check(name: name, isRequired: false, passes: passes)
        }
    }

    private let checks: [Check]

    package init(_ checks: [Check] = []) {
        self.checks = checks
    }

    package struct Report: Sendable {
        package let isReady: Bool
        /// `{"status": "ready" | "degraded" | "unavailable", "checks": {name: true | false}}`.
        package let json: String
    }

    package func report() async -> Report {
        var results: [(check: Check, passed: Bool)] = []
        for check in checks { results.append((check, await check.passes())) }
        let isReady = results.allSatisfy { $0.passed || !$0.check.isRequired }
        let status = !isReady ? "unavailable" : results.allSatisfy(\.passed) ? "ready" : "degraded"
        let members = results.map { "\"\($0.check.name)\":\($0.passed)" }.joined(separator: ",")
        return Report(isReady: isReady, json: "{\"status\":\"\(status)\",\"checks\":{\(members)}}")
    }
}
