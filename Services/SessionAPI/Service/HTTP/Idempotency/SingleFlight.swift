import Synchronization

/// Brings calls for the same thing together: one does the work, those that come meanwhile get its result.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let flights = Mutex<[Key: Flight<Value>]>([:])

    /// How a call came by its value.
    enum Landing: Sendable {
        case led(Value)
        case joined(Value)
    }

    /// The other call did not end in time.
    struct StillRunning: Error {}

    /// The value, from our own work or from that of a call which was under way.
    func value(for key: Key, _ work: @Sendable () async throws -> Value) async throws -> Value {
        switch try await land(key, within: .seconds(30), work) {
        case .led(let value), .joined(let value): value
        }
    }

    /// Works, or waits for whoever is working.
    ///
    /// Work that failed is not shared: each of those who waited then tries for itself.
    ///
    /// - Throws: what our own work threw; `StillRunning` when the wait was too long.
    func land(_ key: Key, within limit: Duration, _ work: @Sendable () async throws -> Value) async throws -> Landing {
        let deadline = ContinuousClock.now + limit
        while true {
            let mine = Flight<Value>()
            let other = flights.withLock { flights in
                if let running = flights[key] { return running as Flight<Value>? }
                flights[key] = mine
                return nil
            }
            guard let other else { return .led(try await lead(mine, key, work)) }
            switch try await other.result(until: deadline) {
            case .success(let value)?: return .joined(value)
            case .failure?: continue
            case nil: throw StillRunning()
            }
        }
    }

    private func lead(
        _ flight: Flight<Value>,
        _ key: Key,
        _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        let result: Result<Value, any Error>
        do {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
        flights.withLock { _ = $0.removeValue(forKey: key) }
        flight.land(result)
        return try result.get()
    }
}

/// A piece of work under way, and those who wait for it.
private final class Flight<Value: Sendable>: Sendable {
    private typealias Waiting = CheckedContinuation<Result<Value, any Error>?, Never>

    private enum State {
        case running([Int: Waiting], next: Int)
        case landed(Result<Value, any Error>)
    }

    private let state = Mutex<State>(.running([:], next: 0))

    func land(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state in
            guard case .running(let waiting, _) = state else { return [] as [Waiting] }
            state = .landed(result)
            return Array(waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }

    /// The result, or nil when there is none by the deadline.
    func result(until deadline: ContinuousClock.Instant) async throws -> Result<Value, any Error>? {
        try await withThrowingTaskGroup(of: Result<Value, any Error>?.self) { group in
            group.addTask { await self.landing() }
            group.addTask {
                try await Task.sleep(until: deadline)
                return nil
            }
            defer { group.cancelAll() }
            let first = try await group.next() ?? nil
            try Task.checkCancellation()
            return first
        }
    }

    /// The result, or nil once the waiting task is canceled.
    private func landing() async -> Result<Value, any Error>? {
        let id = state.withLock { state in
            guard case .running(let waiting, let next) = state else { return 0 }
            state = .running(waiting, next: next + 1)
            return next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Result<Value, any Error>?? = state.withLock { state in
                    switch state {
                    case .landed(let result): return result
                    case .running(var waiting, let next):
                        if Task.isCancelled { return .some(nil) }
                        waiting[id] = continuation
                        state = .running(waiting, next: next)
                        return nil
                    }
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                guard case .running(var waiting, let next) = state else {
                    return nil as Waiting?
                }
                let continuation = waiting.removeValue(forKey: id)
                state = .running(waiting, next: next)
                return continuation
            }
            continuation?.resume(returning: nil)
        }
    }
}
