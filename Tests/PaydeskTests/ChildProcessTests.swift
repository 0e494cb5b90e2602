import Foundation
import Testing

@testable import paydesk

@Suite struct ChildProcessTests {
    private func run(
        _ script: String,
        _ environment: [String: String] = [:]
    ) async throws -> (ChildProcess.Exit, String) {
        let launch = Launch(executable: "/bin/sh", arguments: ["-c", script], environment: environment)
        let result = try await ChildProcess.run(launch)
        return (result.exit, result.output)
    }

    @Test func `what a program writes and how it ends is known`() async throws {
        let (exit, output) = try await run("echo out; echo err >&2; exit 3")
        #expect(exit == .code(3))
        #expect(output == "out\nerr\n")
        #expect(try await run("kill -9 $$").0 == .signal(9))
    }

    @Test func `a child gets its own environment and none of our open files`() async throws {
        let (_, output) = try await run("echo $A; ls /proc/self/fd | wc -l", ["A": "b", "PATH": "/usr/bin:/bin"])
        // 0, 1, 2 and the folder that ls reads.
        #expect(output.split(whereSeparator: \.isWhitespace) == ["b", "4"])
    }

    @Test func `a program that does not end when asked is made to`() async throws {
        let launch = Launch(
            executable: "/bin/sh",
            arguments: ["-c", "trap '' TERM; echo; exec sleep 600"]
        )
        let child = try await ChildProcess.start(launch)
        await child.stop(within: 1)
        // Either it had no time to say that it does not listen, or it was killed for that.
        #expect([.signal(SIGKILL), .signal(SIGTERM)].contains(await child.exit()))
        #expect(!child.isRunning)
    }

    @Test func `a program that is not there is a problem with its name`() async throws {
        await #expect { try await ChildProcess.run(Launch(executable: "/no/such/program")) } throws: { error in
            "\(error)".contains("/no/such/program")
        }
    }

    @Test func `the parent's death is the child's`() async throws {
        let launch = Launch(
            executable: "/bin/sh",
            arguments: ["-c", "grep -c . /proc/self/status >/dev/null; exec sleep 600"],
            endsWithParent: .kill
        )
        #expect(try launch.command().contains("--pdeathsig"))
        let child = try await ChildProcess.start(launch)
        #expect(child.isRunning)
        await child.stop(with: SIGKILL, within: 1)
    }
}
