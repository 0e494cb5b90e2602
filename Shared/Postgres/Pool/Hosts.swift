import CoreMetrics
import Logging
import Synchronization

/// The hosts of a database, and the one that let us in last: the others are asked only when that one fails.
final class Hosts: Sendable {
    private struct State {
        var preferred = 0
        var isAway = false
    }

    private let configuration: PostgresConfiguration
    private let logger: Logger
    private let metrics: PostgresMetrics
    private let state = Mutex(State())

    init(_ configuration: PostgresConfiguration, logger: Logger, metrics: PostgresMetrics) {
        self.configuration = configuration
        self.logger = logger
        self.metrics = metrics
    }

    /// Connects to the first host that lets us in, and tries again with growing pauses while there is time.
    ///
    /// One round is made in any case.
    ///
    /// - Throws: `.connectionFailed` with the last host's reason.
    func connect(until deadline: ContinuousClock.Instant) throws(PostgresError) -> Wire {
        let targets = try ConnectionTarget.all(of: configuration)
        var backoff = Backoff()
        while true {
            let reason: String
            do {
                return try connectOnce(targets, until: deadline)
            } catch {
                reason = error.reason
            }
            noteAway(reason)
            let pause = backoff.next()
            guard ContinuousClock.now + pause < deadline else { throw .connectionFailed(reason) }
            Backoff.block(for: pause)
        }
    }

    private func connectOnce(
        _ targets: [ConnectionTarget],
        until deadline: ContinuousClock.Instant
    ) throws(WireFailure) -> Wire {
        let first = state.withLock { $0.preferred }
        var failure = WireFailure.notSent("no host")
        for turn in targets.indices {
            let index = (first + turn) % targets.count
            // A silent host must leave time for the others; a floor keeps a nearly spent deadline from failing them all.
            let remaining = ContinuousClock.now.duration(to: deadline) / (targets.count - turn)
            let share = min(configuration.connectTimeout, max(remaining, .milliseconds(250)))
            do {
                let wire = try Wire.connect(to: targets[index], until: .now + share)
                noteConnected(to: index)
                return wire
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private func noteConnected(to index: Int) {
        let wasAway = state.withLock { state in
            defer { state.isAway = false }
            state.preferred = index
            return state.isAway
        }
        metrics.connectionsOpened.increment()
        if wasAway { logger.info("Postgres is back") }
    }

    private func noteAway(_ reason: String) {
        metrics.connectionsFailed.increment()
        let isNews = state.withLock { state in
            defer { state.isAway = true }
            return !state.isAway
        }
        // Said once, not at every attempt.
        if isNews { logger.warning("Postgres is away", metadata: ["reason": "\(reason)"]) }
    }
}
