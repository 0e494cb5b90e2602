import Foundation
import Synchronization

/// A program that this process started.
///
/// Each child has a thread of its own that starts it, waits for it, and ends with it. It must be one thread: the
/// kernel sends the parent-death signal when the *thread* that forked is gone, not the process.
final class ChildProcess: Sendable {
    let pid: pid_t
    private let state: Mutex<State>

    /// How a program ended.
    enum Exit: Sendable, Equatable, CustomStringConvertible {
        case code(Int32)
        case signal(Int32)

        var description: String {
            switch self {
            case .code(let code): "exit code \(code)"
            case .signal(let signal): "signal \(signal)"
            }
        }
    }

    private struct State {
        var exit: Exit?
        var captured = ""
        var waiters: [CheckedContinuation<Exit, Never>] = []
    }

    private init(pid: pid_t) {
        self.pid = pid
        state = Mutex(State())
    }

    /// Starts a program; it is running when this returns.
    static func start(_ launch: Launch) async throws -> ChildProcess {
        let command = try launch.command()
        return try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                do {
                    let (pid, output) = try Spawn.start(command, launch.environment, launch.output)
                    let child = ChildProcess(pid: pid)
                    continuation.resume(returning: child)
                    child.follow(output)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
            thread.stackSize = 256 * 1024
            thread.start()
        }
    }

    /// Starts a program and waits for its end.
    ///
    /// - Returns: how it ended, and what it wrote.
    static func run(_ launch: Launch) async throws -> (exit: Exit, output: String) {
        let child = try await start(launch)
        let exit = await child.exit()
        return (exit, child.state.withLock { $0.captured })
    }

    var isRunning: Bool { state.withLock { $0.exit == nil } }

    /// Waits for the end.
    ///
    /// Not to be cancelled: who waits wants to know.
    func exit() async -> Exit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state -> Exit? in
                if state.exit == nil { state.waiters.append(continuation) }
                return state.exit
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    /// Sends a signal, unless the program has ended.
    func send(_ signal: Int32) {
        // Under the lock: once the exit is recorded the number may belong to another process.
        state.withLock { if $0.exit == nil { kill(pid, signal) } }
    }

    /// Asks the program to end, and makes it end when it has not done so in time.
    func stop(with signal: Int32 = SIGTERM, within seconds: Int) async {
        send(signal)
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { [self] in send(SIGKILL) }
        _ = await exit()
    }

    private func follow(_ output: Int32?) {
        if let output { drain(output) }
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
        let (exit, waiters) = state.withLock { state in
            var status: Int32 = 0
            while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
            let exit: Exit = status & 0x7f == 0 ? .code((status >> 8) & 0xff) : .signal(status & 0x7f)
            state.exit = exit
            defer { state.waiters = [] }
            return (exit, state.waiters)
        }
        for waiter in waiters { waiter.resume(returning: exit) }
    }

    private func drain(_ descriptor: Int32) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == -1 && errno == EINTR { continue }
            guard count > 0 else { break }
            if bytes.count < 64 * 1024 { bytes += buffer[..<count] }
        }
        close(descriptor)
        let text = String(decoding: bytes, as: UTF8.self)
        state.withLock { $0.captured = text }
    }
}
