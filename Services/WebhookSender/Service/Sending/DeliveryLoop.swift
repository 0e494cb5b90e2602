import Logging
import Payments
import Postgres
import ServiceLifecycle

/// Takes deliveries as they come and sends them.
///
/// Woken by a notification after each commit that told of something, by a result that makes room for what waits, and
/// every 100 ms in any case. On graceful shutdown it takes nothing more, lets attempts run for some seconds, and gives
/// back those that still run, to be made again by another sender at once.
final class DeliveryLoop: Service {
    private let queue: DeliveryQueue
    private let sender: DeliverySender
    private let schedules: RetrySchedules
    private let listener: Listener
    /// How long attempts may go on after the process was asked to stop, which it has to do within 10 s.
    private let grace: Duration
    private let randomness: Randomness
    private let logger: Logger
    private let metrics = WebhookMetrics()
    private let slots: SlotBook
    private let completer: Completer
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// Messages taken from the outbox by one statement, and retries made due by one.
    private static let batch = 128
    /// Between two looks at what nobody told of; a fifth is added or taken off at random, so that senders spread.
    private static let pollMilliseconds = 100

    init(
        queue: DeliveryQueue,
        sender: DeliverySender,
        schedules: RetrySchedules,
        slots: EndpointSlots,
        listener: Listener,
        grace: Duration = .seconds(7),
        randomness: Randomness,
        logger: Logger
    ) {
        self.grace = grace
        self.queue = queue
        self.sender = sender
        self.schedules = schedules
        self.listener = listener
        self.randomness = randomness
        self.logger = logger
        self.slots = SlotBook(slots)
        completer = Completer(queue: queue, slots: self.slots, metrics: metrics, logger: logger)
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [completer] in await completer.run() }
            group.addTask { [self] in
                await withTaskGroup(of: Void.self) { wakers in
                    wakers.addTask { [self] in await hear() }
                    wakers.addTask { [self] in await tick() }
                    await work()
                    wakers.cancelAll()
                }
                completer.finish()
            }
        }
    }

    private func hear() async {
        for await _ in listener.notifications() { signal.yield() }
    }

    private func tick() async {
        while !Task.isCancelled {
            signal.yield()
            let jitter = randomness.uniform(below: Self.pollMilliseconds * 2 / 5) - Self.pollMilliseconds / 5
            // Canceled at the end of the loop, which the condition sees.
            try? await Task.sleep(for: .milliseconds(Self.pollMilliseconds + jitter))
        }
    }

    private func work() async {
        await withDiscardingTaskGroup { attempts in
            var upkeep = Upkeep()
            for await _ in signals.cancelOnGracefulShutdown() {
                await pass(&upkeep) { delivery in
                    attempts.addTask { [self] in await attempt(delivery) }
                }
            }
            let end = ContinuousClock.now + grace
            while slots.slots.held > 0, ContinuousClock.now < end {
                // Never canceled from outside before the group's own end, and then the wait is over anyway.
                try? await Task.sleep(for: .milliseconds(20))
            }
            attempts.cancelAll()
        }
    }

    /// One attempt and what follows from it.
    private func attempt(_ delivery: Delivery) async {
        metrics.started(delivery)
        let result = await sender.send(delivery)
        metrics.finished(result)
        let hasMore = slots.finish(delivery, result)
        let schedule = delivery.target?.livemode == true ? schedules.live : schedules.test
        let random = Double(randomness.uniform(below: 1 << 20)) / Double(1 << 20)
        let retry = result.retry(afterAttempt: delivery.attempt, by: schedule, random: random)
        completer.submit(Completion(delivery: delivery, result: result, retry: retry))
        if hasMore { signal.yield() }
    }
}

/// The schedules of both modes.
struct RetrySchedules: Sendable {
    var live = RetrySchedule.live
    var test = RetrySchedule.test
}

// MARK: - One pass

extension DeliveryLoop {
    /// When what nobody tells of was looked at last, and whether the database answered.
    struct Upkeep {
        var nextLook = ContinuousClock.now
        var nextSweep = ContinuousClock.now
        var isAway = false
    }

    /// Takes everything that can start now.
    func pass(_ upkeep: inout Upkeep, start: (Delivery) -> Void) async {
        do {
            try await route(&upkeep, start)
            let now = ContinuousClock.now
            if now >= upkeep.nextLook {
                upkeep.nextLook = now + .milliseconds(Self.pollMilliseconds * 4 / 5)
                while try await queue.promote(limit: Self.batch) == Self.batch {}
                try await claim(start)
            } else if slots.hasClaimable {
                try await claim(start)
            }
            metrics.holds(slots.slots.held)
            if upkeep.isAway { logger.info("the database answers again") }
            upkeep.isAway = false
        } catch {
            if !upkeep.isAway { logger.warning("deliveries cannot be taken", metadata: ["error": "\(error)"]) }
            upkeep.isAway = true
        }
    }

    /// Empties the outbox; once a second all of it, otherwise its recent end.
    private func route(_ upkeep: inout Upkeep, _ start: (Delivery) -> Void) async throws(PostgresError) {
        let now = ContinuousClock.now
        let sweep = now >= upkeep.nextSweep
        var isDone = false
        while !isDone, slots.slots.free > 0 {
            let limit = min(Self.batch, slots.slots.free)
            let routed = try await queue.route(limit: limit, slots: slots.slots, sweep: sweep)
            slots.start(routed.deliveries, overflowing: routed.overflowing)
            routed.deliveries.forEach(start)
            metrics.routed(routed.messages)
            isDone = routed.messages < limit
        }
        if sweep, isDone { upkeep.nextSweep = now + .seconds(1) }
    }

    /// Takes what is free, until that is less than could start.
    private func claim(_ start: (Delivery) -> Void) async throws(PostgresError) {
        while true {
            let offered = slots.slots
            let claimed = try await queue.claim(slots: offered, from: "we_" + randomness.base62(4))
            slots.start(claimed: claimed, offered: offered)
            claimed.forEach(start)
            guard !claimed.isEmpty, slots.hasClaimable else { return }
        }
    }
}
