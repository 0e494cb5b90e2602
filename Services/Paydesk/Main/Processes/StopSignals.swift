import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as something to wait for.
///
/// A second Ctrl-C, a second later or more, ends this process at once; its children are then ended by the kernel.
final class StopSignals: Sendable {
    /// Thrown into what runs when a signal came.
    struct Stopped: Error {}

    private let stream: AsyncStream<Void>
    /// Kept, since a source that is gone hears nothing.
    private let sources: Sources

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        self.stream = stream
        let first = FirstSignal()
        // The end of a pipe that our output goes to is no reason to stop.
        signal(SIGPIPE, SIG_IGN)
        let kept = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if first.isLongAgo() { _exit(130) }
                continuation.yield()
            }
            source.resume()
            return source
        }
        sources = Sources(kept)
    }

    /// Unchecked: the sources are made once and never touched again.
    private struct Sources: @unchecked Sendable {
        let kept: [any DispatchSourceSignal]

        init(_ kept: [any DispatchSourceSignal]) {
            self.kept = kept
        }
    }

    /// When the first signal came.
    private final class FirstSignal: Sendable {
        private let time = Mutex<ContinuousClock.Instant?>(nil)

        /// Whether another signal came more than a second ago: terminals, shells and `timeout` send one stop twice.
        func isLongAgo() -> Bool {
            time.withLock { time in
                if let time { return time.duration(to: .now) > .seconds(1) }
                time = .now
                return false
            }
        }
    }

    /// Runs `operation` until it ends or a signal comes, which cancels it.
    ///
    /// - Throws: `Stopped` after a signal; else what `operation` throws.
    func interrupting(_ operation: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await operation() }
            group.addTask { [stream] in
                for await _ in stream { throw Stopped() }
            }
            // The first to end decides; the other one is canceled, and awaited before the group is left.
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
