import Foundation
import Synchronization

/// Keeps programs running: what ends is started again, at once the first time, then after a pause that grows to a second.
final class Supervisor: Sendable {
    /// Called with the name and the process whenever one was started.
    typealias Started = @Sendable (_ name: String, _ pid: pid_t) -> Void

    private let state = Mutex(State())
    private let started: Started

    private struct State {
        var isStopping = false
        var children: [String: ChildProcess] = [:]
        var restarts: [String: Int] = [:]
        var misconfigured: Set<String> = []
    }

    /// A program that ran this long had no trouble starting.
    private static let settled: Duration = .seconds(3)

    init(started: @escaping Started) {
        self.started = started
    }

    /// Keeps programs running while `body` runs, and ends them when it returns or throws.
    ///
    /// - Parameters:
    ///   - programs: what to run, by name.
    ///   - signal: how a program is asked to end.
    ///   - seconds: how long it may take before it is killed.
    ///   - body: what to do meanwhile.
    /// - Throws: what `body` throws.
    func keeping(
        _ programs: [(name: String, launch: Launch)],
        stoppingWith signal: Int32 = SIGTERM,
        within seconds: Int = 10,
        _ body: () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for program in programs {
                group.addTask { await self.keep(program.name, program.launch) }
            }
            let result: Result<Void, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            await stop(with: signal, within: seconds)
            try await group.waitForAll()
            try result.get()
        }
    }

    private func keep(_ name: String, _ launch: Launch) async {
        var pause: Duration = .zero
        while !isStopping {
            let since = ContinuousClock.now
            do {
                guard let child = try await start(name, launch) else { return }
                let exit = await child.exit()
                guard !isStopping else { return }
                if exit == .code(78), since.duration(to: .now) < Self.settled {
                    state.withLock { _ = $0.misconfigured.insert(name) }
                    return
                }
                Terminal.say("\(name) ended (\(exit)); starting it again.")
            } catch {
                Terminal.say("\(name): \(error)")
            }
            if since.duration(to: .now) > Self.settled { pause = .zero }
            // Canceled only when all is being stopped, and then the loop ends at the next look.
            try? await Task.sleep(for: pause)
            pause = min(max(pause * 2, .milliseconds(100)), .seconds(1))
        }
    }

    /// Whether a program was given up, since it ended with the code for wrong settings (`EX_CONFIG`).
    func isMisconfigured(_ name: String) -> Bool { state.withLock { $0.misconfigured.contains(name) } }

    /// How often a program was started again.
    func restarts(of name: String) -> Int { state.withLock { $0.restarts[name, default: 0] } }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Ends all programs: asks them, and after `seconds` makes them.
    ///
    /// Returns when none runs.
    func stop(with signal: Int32 = SIGTERM, within seconds: Int) async {
        let children = state.withLock { state in
            state.isStopping = true
            return Array(state.children.values)
        }
        await withTaskGroup { group in
            for child in children {
                group.addTask { await child.stop(with: signal, within: seconds) }
            }
        }
    }

    private func start(_ name: String, _ launch: Launch) async throws -> ChildProcess? {
        guard !isStopping else { return nil }
        let child = try await ChildProcess.start(launch)
        let mayRun = state.withLock { state in
            guard !state.isStopping else { return false }
            if state.children.updateValue(child, forKey: name) != nil { state.restarts[name, default: 0] += 1 }
            return true
        }
        // Stopped while it was being started: nobody else knows of it.
        guard mayRun else {
            await child.stop(within: 1)
            return nil
        }
        started(name, child.pid)
        return child
    }
}
