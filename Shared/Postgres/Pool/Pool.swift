import DequeModule
import Dispatch
import Synchronization

/// Lends connections, the one used last first, so that those that are too many stay idle and can be closed.
///
/// Who finds none free waits in line, up to a number and a time. Work for a single exchange is handed to the
/// connection itself: when a connection is done with one statement it takes the next from the line without going
/// through Swift's executor.
final class Pool: Sendable {
    /// A caller that wants a connection.
    struct Request: Sendable {
        let id: UInt64
        let deadline: ContinuousClock.Instant
        let since: ContinuousClock.Instant
        /// Runs on the connection's thread, and has to give the connection back by `release`.
        let start: @Sendable (Connection, Line) -> Void
        /// Called when there will be no connection.
        let refuse: @Sendable (PostgresError) -> Void
    }

    private struct Idle {
        let connection: Connection
        let since: ContinuousClock.Instant
    }

    private struct State {
        var idle: [Idle] = []
        var waiters: Deque<Request> = []
        var count = 0
        var isClosed = false
        var nextAlarm: ContinuousClock.Instant?
        var whenEmpty: [CheckedContinuation<Void, Never>] = []
    }

    /// What is to be done after the lock is released.
    private enum Step {
        case serve(Connection)
        case refuse(PostgresError)
        case wait(alarm: ContinuousClock.Instant?)
    }

    /// Connections above the minimum are closed after being idle for so long.
    static let idleLimit: Duration = .seconds(60)

    private let configuration: PostgresConfiguration
    private let hosts: Hosts
    private let metrics: PostgresMetrics
    private let state = Mutex(State())
    private let ids = Atomic<UInt64>(0)

    init(_ configuration: PostgresConfiguration, hosts: Hosts, metrics: PostgresMetrics) {
        self.configuration = configuration
        self.hosts = hosts
        self.metrics = metrics
    }

    /// A number for a request, by which it can be withdrawn.
    func nextID() -> UInt64 {
        ids.add(1, ordering: .relaxed).newValue
    }

    /// Serves a caller, at once or in its turn.
    func request(_ request: Request) {
        let step = state.withLock { state -> Step in
            guard !state.isClosed else { return .refuse(.closed) }
            if let free = state.idle.popLast() { return .serve(free.connection) }
            if state.count < configuration.maximumConnections {
                state.count += 1
                return .serve(Connection(hosts: hosts))
            }
            guard state.waiters.count < configuration.maximumWaiters else { return .refuse(.poolExhausted) }
            state.waiters.append(request)
            return .wait(alarm: Self.arm(&state, for: request.deadline))
        }
        switch step {
        case .serve(let connection): connection.post { line in request.start(connection, line) }
        case .refuse(let error): request.refuse(error)
        case .wait(let alarm): schedule(alarm)
        }
    }

    /// Takes a waiting request out of the line; one that is being served already runs to its end.
    func withdraw(_ id: UInt64) {
        let request = state.withLock { state -> Request? in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiters.remove(at: index)
        }
        request?.refuse(.cancelled)
    }

    /// Gives a connection back.
    ///
    /// Called on the connection's thread.
    func release(_ connection: Connection, isOpen: Bool) {
        let next = state.withLock { state -> Request? in
            if !state.isClosed {
                if let next = state.waiters.popFirst() { return next }
                if isOpen {
                    state.idle.append(Idle(connection: connection, since: .now))
                    return nil
                }
            }
            Self.drop(&state)
            return nil
        }
        guard let next else { return }
        metrics.waited(next.since)
        connection.post { line in next.start(connection, line) }
    }

    private static func drop(_ state: inout State) {
        state.count -= 1
        guard state.count == 0 else { return }
        state.whenEmpty.forEach { $0.resume() }
        state.whenEmpty = []
    }
}

// MARK: - Waiting has an end

extension Pool {
    /// The moment to look at the line, when nobody looks earlier.
    private static func arm(_ state: inout State, for deadline: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        if let next = state.nextAlarm, next <= deadline { return nil }
        state.nextAlarm = deadline
        return deadline
    }

    private func schedule(_ alarm: ContinuousClock.Instant?) {
        guard let alarm else { return }
        let remaining = ContinuousClock.now.duration(to: alarm)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(remaining.pollMilliseconds))) {
            [weak self] in self?.expire(at: alarm)
        }
    }

    private func expire(at alarm: ContinuousClock.Instant) {
        let (expired, next) = state.withLock { state -> ([Request], ContinuousClock.Instant?) in
            let now = ContinuousClock.now
            let expired = Array(state.waiters.filter { $0.deadline <= now })
            state.waiters.removeAll { $0.deadline <= now }
            if state.nextAlarm == alarm { state.nextAlarm = nil }
            guard let earliest = state.waiters.lazy.map(\.deadline).min() else { return (expired, nil) }
            return (expired, Self.arm(&state, for: earliest))
        }
        schedule(next)
        for request in expired {
            metrics.waited(request.since)
            request.refuse(.poolExhausted)
        }
    }
}

// MARK: - Upkeep

extension Pool {
    /// Opens connections up to the minimum, closes those above it that were idle for long, and shows the figures.
    func maintain() {
        let now = ContinuousClock.now
        let (opened, closed, inUse, waiting, total) = state.withLock { state in
            var opened: [Connection] = []
            var closed: [Idle] = []
            while !state.isClosed, state.count < configuration.minimumConnections {
                state.count += 1
                opened.append(Connection(hosts: hosts))
            }
            // The longest idle ones stand first.
            while state.count > configuration.minimumConnections, let first = state.idle.first,
                first.since + Self.idleLimit < now
            {
                closed.append(state.idle.removeFirst())
                state.count -= 1
            }
            return (opened, closed, state.count - state.idle.count, state.waiters.count, state.count)
        }
        metrics.show(inUse: inUse, total: total, waiting: waiting)
        withExtendedLifetime(closed) {}
        for connection in opened {
            connection.post { [self, configuration] line in
                // Why it failed is logged where it failed; the next round tries again.
                _ = try? line.wire(until: .now + configuration.connectTimeout)
                release(connection, isOpen: line.isOpen)
            }
        }
    }

    /// Refuses new work, closes what is idle, and waits for the rest to come back.
    func close(within limit: Duration) async {
        let (waiting, idle) = state.withLock { state in
            defer {
                state.isClosed = true
                state.waiters = []
                state.count -= state.idle.count
                state.idle = []
            }
            return (Array(state.waiters), state.idle)
        }
        waiting.forEach { $0.refuse(.closed) }
        withExtendedLifetime(idle) {}
        let alarm = DispatchWorkItem { [weak self] in self?.giveUp() }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .milliseconds(Int(limit.pollMilliseconds)),
            execute: alarm
        )
        defer { alarm.cancel() }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.count > 0 { state.whenEmpty.append(continuation) }
                return state.count == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    /// Whoever still holds a connection keeps it to the end; nobody waits for that any longer.
    private func giveUp() {
        let waiting = state.withLock { state in
            defer { state.whenEmpty = [] }
            return state.whenEmpty
        }
        waiting.forEach { $0.resume() }
    }
}
