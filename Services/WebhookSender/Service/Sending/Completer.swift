import Logging
import Postgres
import Synchronization

/// Writes down what came of attempts, many at a time: while one batch is on its way, the next one gathers.
final class Completer: Sendable {
    private let queue: DeliveryQueue
    private let slots: SlotBook
    private let metrics: WebhookMetrics
    private let logger: Logger
    private let pending = Mutex<[Completion]>([])
    private let calls: AsyncStream<Void>
    private let call: AsyncStream<Void>.Continuation

    /// Written in one statement at most.
    private static let batch = 256
    private static let pause: Duration = .milliseconds(100)

    init(queue: DeliveryQueue, slots: SlotBook, metrics: WebhookMetrics, logger: Logger) {
        self.queue = queue
        self.slots = slots
        self.metrics = metrics
        self.logger = logger
        (calls, call) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes a result; returns at once.
    func submit(_ completion: Completion) {
        pending.withLock { $0.append(completion) }
        call.yield()
    }

    /// No more results will come.
    func finish() {
        call.finish()
    }

    /// Writes until `finish` was called and everything is written.
    func run() async {
        for await _ in calls { await flush() }
        await flush()
    }

    /// Writes what is there.
    func flush() async {
        while true {
            let batch = pending.withLock { pending in
                let batch = Array(pending.prefix(Self.batch))
                pending.removeFirst(batch.count)
                return batch
            }
            guard !batch.isEmpty else { return }
            await write(batch)
            slots.release(batch.count)
        }
    }

    /// Tries until it is written or all leases have ended, after which other senders have the deliveries anyway.
    ///
    /// Running it again is safe after an unknown outcome, too: what was written is not held any more.
    private func write(_ batch: [Completion]) async {
        let end = ContinuousClock.now + queue.lease
        while ContinuousClock.now < end {
            do {
                let held = try await queue.complete(batch)
                metrics.lost(batch.count - held)
                return
            } catch PostgresError.server(let error) where !error.sqlState.isTemporary {
                guard batch.count > 1 else {
                    logger.error("a result cannot be written", metadata: ["error": "\(error)"])
                    return
                }
                for completion in batch { await write([completion]) }
                return
            } catch {
                // Canceled only when the process is made to end.
                guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
            }
        }
        logger.warning("results were not written before their leases ended", metadata: ["count": "\(batch.count)"])
    }
}

extension SQLState {
    /// Whether the same statement may succeed later: connection, resources, operator, conflicts of transactions.
    fileprivate var isTemporary: Bool { ["08", "40", "53", "55", "57", "58"].contains(errorClass) }
}
