/// Lets one task sleep until another one has something for it.
///
/// Nudges that come while nobody waits are kept, as one.
final class Nudge: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func nudge() {
        continuation.yield()
    }

    /// Sleeps until the next nudge, for `limit` at most, or until canceled.
    ///
    /// - Returns: whether it was a nudge.
    func wait(atMost limit: Duration) async -> Bool {
        await withTaskGroup { group in
            group.addTask { [stream] in
                for await _ in stream { return true }
                return false
            }
            group.addTask {
                // Canceled when the nudge came first.
                try? await Task.sleep(for: limit)
                return false
            }
            let wasNudge = await group.next() ?? false
            group.cancelAll()
            return wasNudge
        }
    }
}
