import Foundation
import Logging
import Metrics
import Payments
import Postgres
import ServiceLifecycle
import Synchronization

/// Brings to an end what others left behind: attempts whose process died, and those whose outcome nobody knows.
///
/// Only the acquirer's word closes them (design §4.4). Runs in every process; a row is taken by one of them at a time.
final class AttemptRecovery: Sendable {
    /// Between two looks at the table.
    static let interval: Duration = .milliseconds(500)
    /// Between two questions to an acquirer that does not answer.
    static let probeInterval: Duration = .seconds(2)
    /// Attempts worked on at a time; a stalled acquirer holds each for half a minute.
    static let concurrency = 32

    private let leases: AttemptLeaseStore
    private let attempts: AttemptStore
    private let merchants: MerchantStore
    let closing: AttemptClosing
    private let sending: AttemptSending
    private let hands: AttemptHands
    private let signals: PaymentSignals
    private let clock: WallClock
    private let logger: Logger
    private let health = AcquirerHealth()
    private let nudge = Nudge()
    private let active = Mutex(0)

    init(
        _ database: Database,
        leases: AttemptLeaseStore,
        closing: AttemptClosing,
        hands: AttemptHands,
        signals: PaymentSignals,
        clock: WallClock
    ) {
        self.leases = leases
        attempts = AttemptStore(database)
        merchants = MerchantStore(database)
        self.closing = closing
        sending = AttemptSending(closing: closing)
        self.hands = hands
        self.signals = signals
        self.clock = clock
        logger = closing.logger
    }

    /// Looks at the table now instead of at the next tick.
    func wake() {
        nudge.nudge()
    }

    /// Works until graceful shutdown and `StopLimit`.
    func run() async {
        await StopLimit.enforced { [self] in
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled, !Task.isShuttingDownGracefully {
                    for attempt in await claim(Self.concurrency - active.withLock { $0 }) {
                        active.withLock { $0 += 1 }
                        group.addTask {
                            await self.recover(attempt)
                            self.active.withLock { $0 -= 1 }
                        }
                    }
                    _ = await nudge.wait(atMost: Self.interval)
                }
            }
        }
    }

    /// One pass: takes what is due and brings it as far as it goes.
    ///
    /// - Returns: how many attempts it took.
    func drain() async -> Int {
        let claimed = await claim(Self.concurrency)
        await withDiscardingTaskGroup { group in
            for attempt in claimed { group.addTask { await self.recover(attempt) } }
        }
        return claimed.count
    }

    private func claim(_ count: Int) async -> [PaymentAttempt] {
        guard count > 0 else { return [] }
        do {
            var claimed = try await claim(count, .except(health.away))
            for acquirer in health.takeDueProbes(after: Self.probeInterval) {
                claimed += try await claim(1, .only(acquirer))
            }
            return claimed
        } catch {
            logger.warning("Recovery could not look at the table", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func claim(_ count: Int, _ scope: AttemptLeaseStore.Scope) async throws -> [PaymentAttempt] {
        let claimed = try await leases.claim(count, scope, notHeldBy: hands.held)
        for attempt in claimed { hands.take(attempt.id) }
        return claimed
    }

    private func recover(_ attempt: PaymentAttempt) async {
        do {
            try await resolve(attempt, at: try await time(for: attempt))
        } catch {
            logger.error(
                "An attempt could not be recovered yet",
                metadata: ["attempt.id": "\(attempt.id)", "error": "\(error)"]
            )
        }
        hands.release(attempt.id)
        signals.signal(attempt.session)
    }

    private func resolve(_ attempt: PaymentAttempt, at now: Date) async throws {
        switch attempt.state {
        case .created, .scored:
            _ = try await closing.store(attempt, .abandoned, note: "its process ended before it was sent", at: now)
        case .needsAuthentication:
            let note =
                attempt.openChallenge == nil ? "its process ended while the bank was asked" : "nobody answered the bank"
            _ = try await closing.store(attempt, .abandoned, note: note, at: now)
        case .authenticated: try await resume(attempt, at: now)
        case .sending:
            let entry = try await closing.store(attempt, .silence, note: "its process ended", at: now)
            if case .stored(let unknown) = entry { try await inquire(unknown, at: now) }
        case .unknown: try await inquire(attempt, at: now)
        case .reversing: try await note(closing.reverse(attempt, at: now), attempt)
        default: break
        }
    }

    /// The customer has done their part, so the payment goes on, if the session still wants it.
    private func resume(_ attempt: PaymentAttempt, at now: Date) async throws {
        let ahead = now.timeIntervalSince(clock.now)
        guard let snapshot = try await attempts.snapshot(attempt.session), snapshot.session.progress.status == .open,
            !snapshot.session.isDue(at: now)
        else {
            _ = try await closing.store(attempt, .abandoned, note: "the session's time is over", at: now)
            return
        }
        try await sending.resume(attempt) { clock.now.addingTimeInterval(ahead) }
    }

    private func inquire(_ attempt: PaymentAttempt, at now: Date) async throws {
        guard let acquirer = closing.acquirers[attempt.acquirer] else {
            return try await silent(attempt, "no such acquirer in the settings")
        }
        switch await acquirer.inquire(attempt.acquirerKey, about: attempt.money) {
        case .found(let verdict):
            await answered(attempt.acquirer)
            try await note(closing.conclude(attempt, verdict, at: now), attempt)
        case .notFound:
            await answered(attempt.acquirer)
            let reversal = try await closing.reverse(
                attempt,
                because: .notFound,
                "the acquirer does not know it",
                at: now
            )
            try await note(reversal, attempt)
        case .silence(let reason): try await silent(attempt, reason)
        }
    }

    private func note(_ reversal: ReversalAnswer?, _ attempt: PaymentAttempt) async throws {
        switch reversal {
        case .acknowledged?: await answered(attempt.acquirer)
        case .silence(let reason)?: try await silent(attempt, reason)
        case nil: break
        }
    }

    /// Leaves an attempt for later: after 2 s at first, once a minute in the end.
    private func silent(_ attempt: PaymentAttempt, _ reason: String) async throws {
        health.silent(attempt.acquirer)
        let doublings = min(attempt.silences / 15, 5)
        let delay = min(Self.probeInterval * (1 << doublings), .seconds(60))
        logger.warning(
            "The acquirer says nothing about an attempt",
            metadata: ["attempt.id": "\(attempt.id)", "acquirer": "\(attempt.acquirer)", "reason": "\(reason)"]
        )
        try await shielded { [attempts] in try await attempts.postpone(attempt, by: delay) }
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

    private func time(for attempt: PaymentAttempt) async throws -> Date {
        guard !attempt.livemode, let merchant = try await merchants.merchant(attempt.merchant) else { return clock.now }
        return merchant.time(clock.now, livemode: false)
    }
}
