import CoreMetrics
import Metrics
import Synchronization

/// What the client counts.
///
/// Gauges are set once a second, not at each statement.
final class PostgresMetrics: Sendable {
    private let queries = Counter(label: "paydesk_postgres_queries_total")
    private let connections = Gauge(label: "paydesk_postgres_connections", dimensions: [("state", "open")])
    private let connectionsInUse = Gauge(label: "paydesk_postgres_connections", dimensions: [("state", "in_use")])
    private let waiters = Gauge(label: "paydesk_postgres_waiters")
    private let wait = Timer(label: "paydesk_postgres_wait_seconds")
    private let errors = Mutex<[String: Counter]>([:])
    let connectionsOpened = Counter(label: "paydesk_postgres_connections_opened_total")
    let connectionsFailed = Counter(label: "paydesk_postgres_connections_failed_total")

    /// Counts a round trip, and its error by class of SQLSTATE.
    func count(_ error: PostgresError?) {
        queries.increment()
        guard let error else { return }
        let kind = error.sqlState?.errorClass ?? error.kind
        errors.withLock { counters in
            let counter =
                counters[kind] ?? Counter(label: "paydesk_postgres_errors_total", dimensions: [("class", kind)])
            counters[kind] = counter
            return counter
        }.increment()
    }

    /// How long a caller stood in line; those who need not wait are not recorded.
    func waited(_ since: ContinuousClock.Instant) {
        wait.record(duration: since.duration(to: .now))
    }

    /// The pool as it is now.
    func show(inUse: Int, total: Int, waiting: Int) {
        connections.record(total)
        connectionsInUse.record(inUse)
        waiters.record(waiting)
    }
}

extension PostgresError {
    /// The case in one word, for metrics.
    fileprivate var kind: String {
        switch self {
        case .server: "server"
        case .connectionFailed: "connection_failed"
        case .poolExhausted: "pool_exhausted"
        case .deadlineExceeded: "deadline_exceeded"
        case .unknownOutcome: "unknown_outcome"
        case .unexpectedRowCount, .decoding: "decoding"
        case .transactionAborted: "transaction_aborted"
        case .cancelled: "cancelled"
        case .unsupported: "unsupported"
        case .closed: "closed"
        }
    }
}
