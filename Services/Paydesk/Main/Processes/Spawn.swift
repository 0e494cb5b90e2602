import Foundation

/// `posix_spawn`, with what a child of ours always gets: nothing to read, one output, no other open file, a process
/// group of its own (Ctrl-C in the terminal is for `up` alone) and signals as they are by default.
enum Spawn {
    /// Starts `command`.
    ///
    /// - Returns: the process id, and where its output can be read when it is captured.
    static func start(
        _ command: [String],
        _ environment: [String: String],
        _ output: Launch.Output
    ) throws -> (pid: pid_t, output: Int32?) {
        let (sink, source) = try open(output)
        defer { close(sink) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, sink, 1)
        posix_spawn_file_actions_adddup2(&actions, sink, 2)
        for descriptor in openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        setSignals(&attributes)

        var pid: pid_t = 0
        let arguments = cStrings(command)
        let variables = cStrings(environment.map { "\($0.key)=\($0.value)" })
        defer { (arguments + variables).forEach { free($0) } }
        let code = posix_spawn(&pid, command[0], &actions, &attributes, arguments, variables)
        guard code == 0 else {
            if let source { close(source) }
            throw Problem("\(command[0]) cannot be started: \(String(cString: strerror(code)))")
        }
        return (pid, source)
    }

    private static func setSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private static func open(_ output: Launch.Output) throws -> (sink: Int32, source: Int32?) {
        switch output {
        case .appended(let path):
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
            guard descriptor >= 0 else {
                throw Problem("\(path) cannot be written: \(String(cString: strerror(errno)))")
            }
            return (descriptor, nil)
        case .captured:
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else {
                throw Problem("No pipe could be opened: \(String(cString: strerror(errno)))")
            }
            return (ends[1], ends[0])
        }
    }

    /// What this process has open; a child shall have none of it.
    ///
    /// One that is closed meanwhile is no trouble: closing it again in the child does nothing.
    private static func openDescriptors() -> [Int32] {
        // Without /proc there is nothing to go by, and what we open is closed on exec anyway.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }
    }

    private static func cStrings(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] {
        strings.map { strdup($0) } + [nil]
    }
}
