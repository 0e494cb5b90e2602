import Synchronization

/// Lets one task sleep until another one has something for it.
///
/// Nudges that come while nobody waits are kept, as one. (No `AsyncStream`: it ends for good when a task that waits on
/// it is canceled, so that the first time-out would turn every later wait into none.)
final class Nudge: Sendable {
    private struct State {
        var isPending = false
        var waiter: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    func nudge() {
        let waiter = state.withLock { state in
            state.isPending = state.waiter == nil
            return state.waiter.take()
        }
        waiter?.resume(returning: true)
    }

    /// Sleeps until the next nudge, for `limit` at most, or until canceled.
    ///
    /// - Returns: whether it was a nudge.
    func wait(atMost limit: Duration) async -> Bool {
        await withTaskGroup { group in
            group.addTask { await self.next() }
            group.addTask {
                // Canceled when the nudge came first.
                try? await Task.sleep(for: limit)
                return false
            }
            var wasNudge = await group.next() ?? false
            group.cancelAll()
            for await other in group { wasNudge = wasNudge || other }
            return wasNudge
        }
    }

    private func next() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.isPending {
                        state.isPending = false
                        return true
                    }
                    // A cancellation that came before this is not told again.
                    if Task.isCancelled { return false }
                    state.waiter = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.waiter.take() }?.resume(returning: false)
        }
    }
}
