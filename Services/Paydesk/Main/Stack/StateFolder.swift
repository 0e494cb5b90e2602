import Foundation
import Secrets

/// The folder in which `up` keeps everything of one stack: database, secrets, logs, `run.json`.
struct StateFolder: Sendable {
    /// Absolute, without symbolic links.
    let path: String

    /// Names a folder that may or may not exist yet.
    init(_ path: String) {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
        self.path = absolute
    }

    var runFile: String { "\(path)/run.json" }
    var logs: String { "\(path)/logs" }
    var secrets: String { "\(path)/secrets" }
    var sandbox: String { "\(path)/sandbox" }

    /// The log of one process.
    func log(_ name: String) -> String { "\(logs)/\(name).log" }

    /// A short text that stands for this folder in names elsewhere on the machine.
    var digest: String { String(Hex.encode(SHA256Digest.of(Array(path.utf8))).prefix(12)) }

    /// Makes the folder and those in it.
    func create() throws {
        try Self.makeFolder(path, mode: 0o755)
        try Self.makeFolder(logs, mode: 0o755)
        try Self.makeFolder(secrets, mode: 0o700)
        try Self.makeFolder(sandbox, mode: 0o755)
    }

    static func makeFolder(_ path: String, mode: mode_t) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: Int(mode)]
            )
        } catch {
            throw Problem("The folder \(path) cannot be made. Name another one with --state.")
        }
    }

    /// Takes the folder for this process until it ends.
    ///
    /// The kernel lets go of the lock with the process, however that ends.
    func lock() throws {
        let file = "\(path)/lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Problem(
                "\(path) cannot be written: \(String(cString: strerror(errno))). Name another one with --state."
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = (FileManager.default.contents(atPath: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            throw Problem(
                "paydesk up already runs on \(path) (process \(owner.trimmingCharacters(in: .whitespacesAndNewlines))). "
                    + "Stop it with Ctrl-C there, or start this one with another --state and --port-base."
            )
        }
        ftruncate(descriptor, 0)
        let text = "\(getpid())\n"
        write(descriptor, text, text.utf8.count)
    }
}
