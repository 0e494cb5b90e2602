import Foundation

/// The machine that a state folder lies on: room on its disk, and who may read the secrets.
struct MachineCheckup: Sendable {
    let state: StateFolder

    /// Nothing to look at where no stack was ever run.
    func findings() -> [Finding] {
        guard FileManager.default.fileExists(atPath: state.path) else { return [] }
        return [disk(), secrets()]
    }

    private func disk() -> Finding {
        // A folder that cannot be looked at has no figures.
        let place = try? FileManager.default.attributesOfFileSystem(forPath: state.path)
        guard let all = place?[.systemSize] as? Int64, let free = place?[.systemFreeSize] as? Int64, all > 0 else {
            return .warn(
                "disk",
                "\(state.path) cannot be looked at.",
                "Run the doctor as the user that runs the stack."
            )
        }
        return Self.disk(free: Double(free), all: Double(all), path: state.path)
    }

    static func disk(free: Double, all: Double, path: String) -> Finding {
        let gigabyte = 1_073_741_824.0
        let found = String(format: "%.1f", free / gigabyte) + " GiB are free where \(path) lies."
        let action = "Make room: Postgres stops taking payments when the disk is full. Logs are in \(path)/logs."
        if free < gigabyte / 4 { return .fail("disk", found, action) }
        return free < gigabyte || free < all / 50 ? .warn("disk", found, action) : .ok("disk", found)
    }

    private func secrets() -> Finding {
        var open: [String] = []
        for path in [state.secrets] + files(in: state.secrets) {
            if let mode = mode(of: path), mode & 0o077 != 0 { open.append(path) }
        }
        return Self.secrets(open: open, folder: state.secrets)
    }

    /// The rights of a file; nil when it is gone, or cannot be looked at.
    private func mode(of path: String) -> Int? {
        // What is not there is open to nobody.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.posixPermissions] as? Int
    }

    private func files(in folder: String) -> [String] {
        // A folder that cannot be read by its owner's doctor is looked at by its mode alone.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }
    }

    static func secrets(open: [String], folder: String) -> Finding {
        guard let first = open.first else { return .ok("secrets", "Only their owner may read \(folder).") }
        let more = open.count > 1 ? " and \(open.count - 1) more" : ""
        return .fail(
            "secrets",
            "\(first)\(more) may be read by other users of this machine.",
            "chmod -R go= \(folder), and change what was open if others have accounts here."
        )
    }
}
