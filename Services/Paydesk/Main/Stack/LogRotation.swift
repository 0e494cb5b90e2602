import Foundation

/// Keeps the logs of a stack from filling the disk: one that has grown too large moves to `NAME.log.1`, in place of the one
/// before.
///
/// Copied and emptied rather than renamed, since the process that writes it goes on with the file that it has open, at its
/// end; a line written between the two is lost.
struct LogRotation: Sendable {
    let folder: String
    /// In bytes; a log and the one before it take twice that.
    var limit = 64 * 1024 * 1024

    /// Between two looks.
    static let interval: Duration = .seconds(30)

    /// Looks again and again, until canceled.
    func run() async throws {
        while true {
            try await Task.sleep(for: Self.interval)
            pass()
        }
    }

    func pass() {
        // A folder that cannot be read holds nothing that we could move.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasSuffix(".log") {
            let path = "\(folder)/\(name)"
            guard let size = Self.size(of: path), size > limit else { continue }
            do {
                try rotate(path)
            } catch {
                Terminal.warn("\(path) has grown to \(size) bytes and cannot be moved: \(error)")
            }
        }
    }

    private static func size(of path: String) -> Int? {
        // A file that is gone by now has no size.
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }

    private func rotate(_ path: String) throws {
        let copy = "\(path).new"
        unlink(copy)
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        guard rename(copy, "\(path).1") == 0, truncate(path, 0) == 0 else {
            throw Problem(String(cString: strerror(errno)))
        }
    }
}
