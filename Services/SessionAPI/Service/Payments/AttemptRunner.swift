import Foundation
import HTTPKit
import Payments
import ServiceLifecycle
import Synchronization

/// Runs attempts, up to a number at a time; what does not fit is refused, not piled up.
///
/// An attempt belongs to this service and not to the request that began it: closing the browser stops nothing. When the
/// process is told to stop, what runs gets eight seconds; what is still at the acquirer then is left as `unknown`.
final class AttemptRunner: Sendable {
    /// Running at a time.
    ///
    /// Each is a task that waits, so this bounds calls to the vault, not processors.
    static let concurrency = 256
    /// Waiting behind those.
    static let queue = 256

    private let flow: AttemptFlow
    private let jobs: AsyncStream<Job>
    private let submit: AsyncStream<Job>.Continuation
    private let taken = Mutex<Set<ID<PaymentAttempt>>>([])

    private struct Job: Sendable {
        let order: PaymentOrder
        let time: Date
        let origin: CurrentRequest.Origin
    }

    init(_ flow: AttemptFlow) {
        self.flow = flow
        (jobs, submit) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Takes an order, at the merchant's time `now`; false when there is no room, or the process is about to stop.
    func take(_ order: PaymentOrder, at now: Date) -> Bool {
        let hasRoom = taken.withLock { taken in
            guard taken.count < Self.concurrency + Self.queue else { return false }
            taken.insert(order.id)
            return true
        }
        guard hasRoom else { return false }
        if case .enqueued = submit.yield(Job(order: order, time: now, origin: CurrentRequest.origin)) { return true }
        drop(order.id)
        return false
    }

    /// Whether an order that was taken still waits or runs.
    func has(_ order: PaymentOrder) -> Bool {
        taken.withLock { $0.contains(order.id) }
    }

    /// Runs what is taken until graceful shutdown and `StopLimit`.
    func run() async {
        await withGracefulShutdownHandler {
            await StopLimit.enforced { await self.runJobs() }
        } onGracefulShutdown: {
            self.submit.finish()
        }
    }

    private func runJobs() async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await job in jobs {
                if running == Self.concurrency {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask { await self.run(job) }
            }
        }
    }

    private func run(_ job: Job) async {
        await CurrentRequest.with(job.origin) {
            await flow.run(job.order, at: job.time)
        }
        drop(job.order.id)
    }

    private func drop(_ id: ID<PaymentAttempt>) {
        _ = taken.withLock { $0.remove(id) }
    }
}
