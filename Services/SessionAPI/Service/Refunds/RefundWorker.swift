import Foundation
import Logging
import Metrics
import Payments
import Postgres
import ServiceLifecycle
import Synchronization

/// Carries refunds to the acquirer, those that were just asked for and those that others left behind.
///
/// The table is the queue: a refund is committed before anybody works on it, so it makes no difference whether the process
/// that took the request lives. The acquirer executes a key once, so the same key is sent until it answers; only its word
/// closes a refund (design §4.4). Runs in every process; a row is taken by one of them at a time.
final class RefundWorker: Sendable {
    /// Between two looks at the table.
    static let interval: Duration = .milliseconds(500)
    /// Between two questions to an acquirer that does not answer.
    static let probeInterval: Duration = .seconds(2)
    /// Refunds worked on at a time; a stalled acquirer holds each for half a minute.
    static let concurrency = 32

    let book: RefundBook
    private let leases: RefundLeaseStore
    private let merchants: MerchantStore
    private let acquirers: Acquirers
    let signals: PaymentSignals
    let clock: WallClock
    private let logger: Logger
    private let health = AcquirerHealth()
    private let nudge = Nudge()
    private let hands = Mutex<Set<ID<Refund>>>([])

    /// A worker of the process that gives its signs of life as `runner`, with the acquirers and the books of `closing`.
    init(_ closing: AttemptClosing, runner: String, signals: PaymentSignals, clock: WallClock) {
        let payments = closing.book
        book = RefundBook(payments.database, scribe: payments.scribe, wake: payments.wake)
        leases = RefundLeaseStore(payments.database, runner: runner)
        merchants = MerchantStore(payments.database)
        acquirers = closing.acquirers
        logger = closing.logger
        self.signals = signals
        self.clock = clock
    }

    /// Looks at the table now instead of at the next tick.
    func wake() {
        nudge.nudge()
    }

    /// Works until graceful shutdown and `StopLimit`; what is at the acquirer then is taken up by another process.
    func run() async {
        await StopLimit.enforced { [self] in
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled, !Task.isShuttingDownGracefully {
                    for refund in await claim(Self.concurrency - hands.withLock(\.count)) {
                        group.addTask { await self.carry(refund) }
                    }
                    _ = await nudge.wait(atMost: Self.interval)
                }
            }
        }
    }

    /// One pass: takes what is due and brings it as far as it goes.
    ///
    /// - Returns: how many refunds it took.
    func drain() async -> Int {
        let claimed = await claim(Self.concurrency)
        await withDiscardingTaskGroup { group in
            for refund in claimed { group.addTask { await self.carry(refund) } }
        }
        return claimed.count
    }

    private func claim(_ count: Int) async -> [Refund] {
        guard count > 0 else { return [] }
        do {
            var claimed = try await claim(count, .except(health.away))
            for acquirer in health.takeDueProbes(after: Self.probeInterval) {
                claimed += try await claim(1, .only(acquirer))
            }
            return claimed
        } catch {
            logger.warning("The refunds that are due could not be looked up", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func claim(_ count: Int, _ scope: RefundLeaseStore.Scope) async throws -> [Refund] {
        let claimed = try await leases.claim(count, scope, notHeldBy: hands.withLock { Array($0) })
        hands.withLock { $0.formUnion(claimed.map(\.id)) }
        return claimed
    }

    private func carry(_ refund: Refund) async {
        do {
            try await work(on: refund, at: try await time(for: refund))
        } catch {
            logger.error("A refund was left for later", metadata: ["refund.id": "\(refund.id)", "error": "\(error)"])
        }
        hands.withLock { _ = $0.remove(refund.id) }
        signals.signal(refund.session)
        // A full hand may have left others waiting.
        wake()
    }

    private func work(on refund: Refund, at now: Date) async throws {
        guard let acquirer = acquirers[refund.acquirer] else {
            return try await silent(refund, "no such acquirer in the settings")
        }
        guard refund.state != .withdrawing else { return try await withdraw(refund, acquirer, at: now) }
        let order = RefundInstruction(refund)
        switch await acquirer.refund(order) {
        case .done:
            _ = try await store(refund, .settled, at: now)
            await answered(refund.acquirer)
        case .refused(let code):
            var refused = refund
            refused.refusal = code
            await answered(refund.acquirer)
            // A copy of the call may still be under way; the key is closed for good before the amount is let go.
            guard case .stored(let withdrawing) = try await store(refused, .refused, note: code, at: now) else {
                return
            }
            try await withdraw(withdrawing, acquirer, at: now)
        case .notSent(let reason): try await silent(refund, reason)
        case .silence(let reason):
            guard refund.state == .sending else { return try await silent(refund, reason) }
            guard case .stored(let unknown) = try await store(refund, .silence, note: reason, at: now) else { return }
            try await silent(unknown, reason)
        }
    }

    private func withdraw(_ refund: Refund, _ acquirer: any Acquirer, at now: Date) async throws {
        switch await acquirer.withdraw(refund.id.rawValue) {
        case .withdrawn: _ = try await store(refund, .withdrawn, note: refund.refusal, at: now)
        case .executed: _ = try await store(refund, .settled, note: "the key had been executed", at: now)
        case .silence(let reason): return try await silent(refund, reason)
        }
        await answered(refund.acquirer)
    }

    /// Stores a step, again and again while the database is away: what was learned outside must not be forgotten.
    ///
    /// Each try goes to its end even if the process is stopping; then there is no further one, and another process will
    /// ask the acquirer again.
    private func store(
        _ refund: Refund,
        _ event: RefundEvent,
        note: String? = nil,
        at now: Date
    ) async throws -> RefundBook.Entry {
        var pause: Duration = .milliseconds(50)
        while true {
            do {
                let entry = try await shielded { [book] in try await book.store(refund, event, note: note, at: now) }
                record(entry, event, note)
                return entry
            } catch let error as PostgresError where error.mayPass && !Task.isCancelled {
                logger.warning(
                    "A step of a refund could not be stored yet",
                    metadata: ["refund.id": "\(refund.id)", "refund.event": "\(event.rawValue)", "error": "\(error)"]
                )
                // Canceled: the next round is the last.
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    private func record(_ entry: RefundBook.Entry, _ event: RefundEvent, _ note: String?) {
        guard case .stored(let refund) = entry else { return }
        Counter(label: "paydesk_refund_steps_total", dimensions: [("state", refund.state.rawValue)]).increment()
        logger.info(
            "Refund is \(refund.state.rawValue)",
            metadata: [
                "refund.id": "\(refund.id)", "refund.event": "\(event.rawValue)", "charge.id": "\(refund.charge)",
                "session.id": "\(refund.session)", "note": "\(note ?? "-")",
            ]
        )
    }

    /// Leaves a refund for later: after 2 s at first, once a minute in the end.
    private func silent(_ refund: Refund, _ reason: String) async throws {
        health.silent(refund.acquirer)
        let doublings = min(refund.silences / 15, 5)
        let delay = min(Self.probeInterval * (1 << doublings), .seconds(60))
        logger.warning(
            "The acquirer says nothing about a refund",
            metadata: ["refund.id": "\(refund.id)", "acquirer": "\(refund.acquirer)", "reason": "\(reason)"]
        )
        try await shielded { [book] in try await book.refunds.postpone(refund, by: delay) }
    }

    /// The first word of an acquirer that was away makes everything due that waits for it.
    private func answered(_ acquirer: String) async {
        guard health.answered(acquirer) else { return }
        do {
            try await leases.wake(acquirer: acquirer)
        } catch {
            logger.debug("What waits for the acquirer is looked at when it is due", metadata: ["error": "\(error)"])
        }
        wake()
    }

    private func time(for refund: Refund) async throws -> Date {
        guard !refund.livemode, let merchant = try await merchants.merchant(refund.merchant) else { return clock.now }
        return merchant.time(clock.now, livemode: false)
    }
}
