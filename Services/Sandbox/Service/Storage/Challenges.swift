import DequeModule
import Foundation
import Payments
import Synchronization

/// The issuer's open questions and their answers.
///
/// In memory, and in a file so that a cardholder who is just being asked survives a restart: it costs one line when a
/// question is put and a few more until it is settled. A start at which nobody is being asked any more empties the file.
final class Challenges: Sendable {
    private struct State {
        var challenges: [String: Challenge] = [:]
        /// Oldest first, to find those that may be forgotten.
        var order: Deque<String> = []

        mutating func insert(_ challenge: Challenge) {
            guard challenges.updateValue(challenge, forKey: challenge.id) == nil else { return }
            order.append(challenge.id)
        }

        mutating func forget(before instant: Date) {
            while let oldest = order.first, challenges[oldest].map({ $0.opened < instant }) ?? true {
                order.removeFirst()
                challenges[oldest] = nil
            }
        }
    }

    private let log: AppendLog
    private let state: Mutex<State>
    private let clock: WallClock

    /// How many are remembered at once, answered or not.
    static let limit = 10_000

    init(path: String, clock: WallClock) throws {
        let log = try AppendLog(path: path)
        var state = State()
        try log.replay(ChallengeEntry.self) { entry in
            switch entry {
            case .opened(let challenge): state.insert(challenge)
            case .happened(let id, let event): state.challenges[id]?.apply(event)
            }
        }
        state.forget(before: clock.now - Challenge.Limits.memory)
        if state.challenges.isEmpty { try log.clear() }
        self.log = log
        self.state = Mutex(state)
        self.clock = clock
    }

    /// Remembers a new challenge.
    ///
    /// - Returns: false when there are too many already.
    func open(_ challenge: Challenge) async throws -> Bool {
        let oldest = clock.now - Challenge.Limits.memory
        let position: AppendLog.Position? = try state.withLock { state in
            state.forget(before: oldest)
            guard state.challenges.count < Self.limit else { return nil }
            let position = try log.append(LogLine.encode(ChallengeEntry.opened(challenge)))
            state.insert(challenge)
            return position
        }
        guard let position else { return false }
        try await log.flushed(through: position)
        return true
    }

    /// The challenge as it is now, for a browser that comes to see it; who comes too late finds it decided.
    func visit(_ id: String, sessionData: String? = nil) async throws -> Challenge? {
        let now = clock.now
        return try await change(id) { challenge in
            let visited = sessionData.flatMap {
                $0 == challenge.sessionData ? nil : ChallengeEvent.visited(sessionData: $0)
            }
            return [visited, challenge.event(at: now)].compactMap { $0 }
        }
    }

    /// Takes an answer; one that comes after the first decision changes nothing.
    func answer(_ id: String, _ answer: Challenge.Answer, code: String) async throws -> Challenge? {
        let now = clock.now
        return try await change(id) { challenge in
            [challenge.event(for: answer, code: code, at: now)].compactMap { $0 }
        }
    }

    /// Notes that nothing more is to be told about it.
    func reported(_ id: String) async throws {
        _ = try await change(id) { $0.isReported ? [] : [.reported] }
    }

    /// Those that are decided, and whose result nobody has acknowledged.
    var unreported: [String] {
        state.withLock { state in
            state.order.filter { id in state.challenges[id].map { $0.outcome != nil && !$0.isReported } ?? false }
        }
    }

    func challenge(_ id: String) -> Challenge? {
        state.withLock { $0.challenges[id] }
    }

    /// False once a write has failed: then only a restart helps.
    var isWritable: Bool { log.isWritable }

    private func change(_ id: String, _ events: (Challenge) -> [ChallengeEvent]) async throws -> Challenge? {
        let (challenge, position) = try state.withLock { state in
            guard let challenge = state.challenges[id] else { return (Challenge?.none, log.position) }
            for event in events(challenge) {
                _ = try log.append(LogLine.encode(ChallengeEntry.happened(challenge: id, event)))
                state.challenges[id]?.apply(event)
            }
            return (state.challenges[id], log.position)
        }
        try await log.flushed(through: position)
        return challenge
    }
}
