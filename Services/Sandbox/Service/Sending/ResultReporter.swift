import AsyncAlgorithms
import AsyncHTTPClient
import Foundation
import HTTPKit
import Logging
import NIOCore
import NIOHTTP1
import Payments
import Secrets
import ServiceLifecycle
import Synchronization

/// Tells merchants' 3-D Secure servers how challenges ended (RReq), until they acknowledge it (RRes).
///
/// The first try is made while the cardholder waits, so that the result is there before the browser is. What fails is
/// tried again here, and what a restart interrupted is taken up.
final class ResultReporter: Service {
    private struct Due {
        /// How many tries there were.
        var tries: Int
        var at: Date
    }

    private let challenges: Challenges
    private let sender: ResultSender
    private let clock: WallClock
    private let logger: Logger
    private let waiting: Mutex<[String: Due]>

    /// Before each further try.
    static let pauses: [TimeInterval] = [1, 2, 4, 8, 16, 30]
    /// How many are tried at once: a server that hangs holds off few others.
    private static let parallel = 32
    /// How late the result is with cards whose issuer sends the browser first.
    static let lateness: TimeInterval = 3

    init(_ challenges: Challenges, sender: ResultSender, clock: WallClock, logger: Logger) {
        self.challenges = challenges
        self.sender = sender
        self.clock = clock
        self.logger = logger
        let now = clock.now
        waiting = Mutex(Dictionary(challenges.unreported.map { ($0, Due(tries: 0, at: now)) }) { first, _ in first })
    }

    func run() async throws {
        for await _ in AsyncTimerSequence(interval: .milliseconds(250), clock: .continuous).cancelOnGracefulShutdown() {
            await drain()
        }
    }

    /// Tries everything that is due once.
    func drain() async {
        let now = clock.now
        let due = waiting.withLock { waiting in waiting.filter { $0.value.at <= now }.map(\.key) }
        await withDiscardingTaskGroup { group in
            for id in due.prefix(Self.parallel) { group.addTask { await self.attempt(id) } }
        }
    }

    /// Reports a decision; returns when the first try is over, however it ended.
    func report(_ challenge: Challenge) async {
        guard challenge.outcome != nil, !challenge.isReported else { return }
        let delay = challenge.question.reporting == .afterReturn ? Self.lateness : 0
        let at = clock.now + delay
        let isNew = waiting.withLock { waiting in
            guard waiting[challenge.id] == nil else { return false }
            waiting[challenge.id] = Due(tries: 0, at: at)
            return true
        }
        if isNew, delay == 0 { await attempt(challenge.id) }
    }

    private func attempt(_ id: String) async {
        guard let challenge = challenges.challenge(id), begin(id) else { return }
        var isDone = true
        for report in challenge.reports {
            let isTaken = await sender.send(challenge, report)
            isDone = isDone && isTaken
        }
        guard isDone else { return putOff(id) }
        do {
            try await challenges.reported(id)
        } catch {
            logger.error("Cannot note a reported result", metadata: ["error": .string("\(error)")])
        }
        waiting.withLock { $0[id] = nil }
    }

    /// Takes a try, so that nobody else makes it at the same time; false when somebody has.
    private func begin(_ id: String) -> Bool {
        let now = clock.now
        return waiting.withLock { waiting in
            guard var due = waiting[id], due.at <= now else { return false }
            due.at = .distantFuture
            due.tries += 1
            waiting[id] = due
            return true
        }
    }

    /// The next try, unless there were enough.
    private func putOff(_ id: String) {
        let now = clock.now
        waiting.withLock { waiting in
            guard var due = waiting[id] else { return }
            guard due.tries <= Self.pauses.count else {
                waiting[id] = nil
                return
            }
            due.at = now + Self.pauses[due.tries - 1]
            waiting[id] = due
        }
    }
}
