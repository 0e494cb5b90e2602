import ServiceLifecycle

/// The end of a process, from the order to stop to the end of the work.
enum StopLimit {
    /// What is still running so long after the order to stop is canceled; an acquirer's answer that is still missing then
    /// leaves its attempt `unknown` (design §3).
    static let duration: Duration = .seconds(8)

    /// Runs `work`, which should end by itself once the process is told to stop.
    static func enforced(on work: @escaping @Sendable () async -> Void) async {
        await withTaskGroup { group in
            group.addTask { await work() }
            group.addTask {
                try? await gracefulShutdown()  // canceled: the work has ended
                try? await Task.sleep(for: duration)  // likewise
            }
            await group.next()
            group.cancelAll()
        }
    }
}
