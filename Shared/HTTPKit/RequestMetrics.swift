import Metrics
import Synchronization

/// Counts and times requests by route and status; the handles are looked up once and kept.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    /// Anybody can make up more.
    private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let listener: String
    private let replays = Counter(label: "paydesk_idempotency_replays_total")
    private let timers = Mutex<[Key: Timer]>([:])

    init(listener: String) {
        self.listener = listener
    }

    /// An answer was given again to a key that was seen before.
    func countReplay() {
        replays.increment()
    }

    func record(method: String, route: String, status: Int, took duration: Duration) {
        let method = Self.methods.contains(method) ? method : "other"
        let key = Key(method: method, route: route, status: status)
        let timer = timers.withLock { timers in
            if let known = timers[key] { return known }
            let new = Timer(
                label: "paydesk_http_request_seconds",
                dimensions: [
                    ("listener", listener), ("method", method), ("route", route), ("status", "\(status)"),
                ]
            )
            if timers.count < 500 { timers[key] = new }
            return new
        }
        let (seconds, attoseconds) = duration.components
        timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
