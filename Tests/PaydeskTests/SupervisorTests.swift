import Foundation
import Synchronization
import Testing

@testable import paydesk

@Suite struct SupervisorTests {
    /// What a supervisor started, as a stream that a test can wait on.
    private final class Starts: Sendable {
        let stream: AsyncStream<pid_t>
        private let continuation: AsyncStream<pid_t>.Continuation

        init() {
            (stream, continuation) = AsyncStream.makeStream(of: pid_t.self)
        }

        func note(_ name: String, _ pid: pid_t) { continuation.yield(pid) }
    }

    private func shell(_ script: String) -> Launch {
        Launch(executable: "/bin/sh", arguments: ["-c", script], endsWithParent: .kill)
    }

    @Test(.timeLimit(.minutes(1))) func `a program that is killed is started again`() async throws {
        let starts = Starts()
        let supervisor = Supervisor { starts.note($0, $1) }
        try await supervisor.keeping([("sleeper", shell("exec sleep 600"))]) {
            var pids: [pid_t] = []
            for await pid in starts.stream {
                pids.append(pid)
                if pids.count == 3 { break }
                kill(pid, SIGKILL)
            }
            #expect(Set(pids).count == 3)
            #expect(supervisor.restarts(of: "sleeper") == 2)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `wrong settings are not tried again`() async throws {
        let supervisor = Supervisor { _, _ in }
        try await supervisor.keeping([("wrong", shell("exit 78"))]) {
            while !supervisor.isMisconfigured("wrong") { await Task.yield() }
            #expect(supervisor.restarts(of: "wrong") == 0)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `nothing runs when the body is left, however it is left`() async throws {
        struct Enough: Error {}
        let starts = Starts()
        let pids = Mutex<[pid_t]>([])
        let supervisor = Supervisor { name, pid in
            pids.withLock { $0.append(pid) }
            starts.note(name, pid)
        }
        await #expect(throws: Enough.self) {
            // The second one does not listen to SIGTERM.
            try await supervisor.keeping(
                [("polite", shell("exec sleep 600")), ("deaf", shell("trap '' TERM; exec sleep 600"))],
                within: 1
            ) {
                var count = 0
                for await _ in starts.stream {
                    count += 1
                    if count == 2 { break }
                }
                throw Enough()
            }
        }
        for pid in pids.withLock({ $0 }) { #expect(kill(pid, 0) == -1 && errno == ESRCH) }
    }
}
