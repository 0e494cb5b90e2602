/// One thing that the doctor looked at.
struct Finding: Encodable, Sendable, Equatable {
    var level: Level
    /// What was looked at, in a word or two; stable, for programs.
    var check: String
    var found: String
    /// What to do; nil when there is nothing to do.
    var action: String?

    enum Level: String, Encodable, Sendable, CaseIterable {
        case ok
        /// Works, and should not stay so.
        case warn
        /// Does not work, or is not safe.
        case fail
    }

    static func ok(_ check: String, _ found: String) -> Finding {
        Finding(level: .ok, check: check, found: found)
    }

    static func warn(_ check: String, _ found: String, _ action: String) -> Finding {
        Finding(level: .warn, check: check, found: found, action: action)
    }

    static func fail(_ check: String, _ found: String, _ action: String) -> Finding {
        Finding(level: .fail, check: check, found: found, action: action)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(level, forKey: .level)
        try container.encode(check, forKey: .check)
        try container.encode(found, forKey: .found)
        try container.encode(action, forKey: .action)
    }

    private enum CodingKeys: String, CodingKey {
        case level, check, found, action
    }
}

/// All findings of one visit.
struct Checkup: Encodable, Sendable {
    var status: Finding.Level
    var findings: [Finding]

    init(_ findings: [Finding]) {
        self.findings = findings
        status = findings.contains { $0.level == .fail } ? .fail : findings.contains { $0.level == .warn } ? .warn : .ok
    }

    /// For a terminal of 80 columns: what is wrong comes with what to do.
    func text() -> String {
        let width = findings.map(\.check.count).max() ?? 0
        let lines = findings.flatMap { finding in
            let name = finding.check + String(repeating: " ", count: width - finding.check.count)
            let level = finding.level.rawValue + (finding.level == .ok ? "  " : "")
            let indent = String(repeating: " ", count: 6 + width + 2)
            return [Paragraph.labeled("\(level)  \(name)  ", finding.found)]
                + (finding.action.map { [Paragraph.labeled(indent + "→ ", $0)] } ?? [])
        }
        return (lines + ["", summary]).joined(separator: "\n")
    }

    private var summary: String {
        let counts = Finding.Level.allCases.map { level in findings.filter { $0.level == level }.count }
        switch status {
        case .ok: return "All is well: \(counts[0]) checks."
        case .warn: return "\(counts[0]) ok, \(counts[1]) to look after, none failed."
        case .fail: return "\(counts[0]) ok, \(counts[1]) to look after, \(counts[2]) failed."
        }
    }
}
