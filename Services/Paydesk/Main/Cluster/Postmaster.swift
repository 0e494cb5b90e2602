import Foundation

/// A Postgres server that runs on a data folder, as its `postmaster.pid` tells.
struct Postmaster: Sendable {
    let data: String

    /// The process id of the server that has this folder open; nil when none runs, whatever the file says.
    var runningPID: pid_t? {
        guard let file = FileManager.default.contents(atPath: "\(data)/postmaster.pid"),
            let line = String(decoding: file, as: UTF8.self).split(separator: "\n").first, let pid = pid_t(line),
            let command = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
        else { return nil }
        // The number may belong to another program by now; ours names its folder.
        return String(decoding: command, as: UTF8.self).contains(data) ? pid : nil
    }

    /// Ends a server that a killed `up` left behind, and waits for it.
    func end() async throws {
        guard let pid = runningPID else { return }
        kill(pid, SIGINT)
        for attempt in 0..<100 {
            guard runningPID != nil else { return }
            if attempt == 70 { kill(pid, SIGQUIT) }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Problem("An older Postgres (process \(pid)) still has \(data) open and does not end. Stop it first.")
    }
}
