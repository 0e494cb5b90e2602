import Foundation
import Payments

/// Where the database of a stack lies on the disk.
///
/// In the state folder, when the account that Postgres runs as may go there. Root's state folder often lies where
/// nobody else may (`/root`, a folder of mode 0700): then the data goes to `/var/lib/paydesk`, and the state
/// folder keeps the path in `postgres.path`.
struct ClusterPlace: Sendable {
    let state: StateFolder
    let account: Account?
    /// Holds the data folder; belongs to the account, mode 0700.
    let folder: String

    var data: String { "\(folder)/data" }

    /// Where data goes that cannot lie in its state folder.
    static let elsewhere = "/var/lib/paydesk"

    /// The place of a stack's database, made on first use.
    static func find(_ state: StateFolder, _ account: Account?, _ randomness: Randomness) async throws -> ClusterPlace {
        let pointer = "\(state.path)/postgres.path"
        if let known = FileManager.default.contents(atPath: pointer) {
            let folder = String(decoding: known, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard FileManager.default.fileExists(atPath: folder) else {
                throw Problem("The database in \(folder) is gone. Remove \(state.path) to start anew.")
            }
            return ClusterPlace(state: state, account: account, folder: folder)
        }
        let inside = "\(state.path)/postgres"
        try make(inside, account)
        if let account, try await !account.canWrite(inside) {
            rmdir(inside)
            let folder = "\(elsewhere)/\(randomness.base62(12))"
            try StateFolder.makeFolder(elsewhere, mode: 0o755)
            try make(folder, account)
            // In this order: who looks for orphans never finds a state that does not point here.
            try AtomicFile.write(folder + "\n", to: pointer, mode: 0o644)
            try AtomicFile.write(state.path + "\n", to: "\(folder)/state", mode: 0o644)
            return ClusterPlace(state: state, account: account, folder: folder)
        }
        return ClusterPlace(state: state, account: account, folder: inside)
    }

    private static func make(_ folder: String, _ account: Account?) throws {
        try StateFolder.makeFolder(folder, mode: 0o700)
        try account?.own(folder)
    }

    /// Removes databases in `/var/lib/paydesk` whose state folder was deleted: nobody has their passwords any more.
    ///
    /// The folder that held the state folder must still be there, for a disk that is not mounted is not a deletion.
    static func removeOrphans() {
        // No such folder, or one that is not ours to read: nothing to remove.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: elsewhere)) ?? []
        for name in names {
            let folder = "\(elsewhere)/\(name)"
            guard let text = FileManager.default.contents(atPath: "\(folder)/state") else { continue }
            let state = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            let parent = (state as NSString).deletingLastPathComponent
            let pointer = FileManager.default.contents(atPath: "\(state)/postgres.path")
            let isOwned = pointer.map { String(decoding: $0, as: UTF8.self).contains(folder) } ?? false
            guard !isOwned, FileManager.default.fileExists(atPath: parent) else { continue }
            guard Postmaster(data: "\(folder)/data").runningPID == nil else { continue }
            // What cannot be removed now is met again at the next start.
            try? FileManager.default.removeItem(atPath: folder)
        }
    }
}

extension Account {
    /// Whether this account may make files in a folder, all folders above it considered.
    func canWrite(_ folder: String) async throws -> Bool {
        guard let test = Tools.find("test") else { throw Problem("The program test is missing on this machine.") }
        let launch = Launch(executable: test, arguments: ["-w", folder], account: self)
        return try await ChildProcess.run(launch).exit == .code(0)
    }
}
