import Metrics
import Synchronization

/// Counts and times requests by route and status; the handles are looked up once and kept.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private let listener: String
    private let timers = Mutex<[Key: Timer]>([:])

    init(listener: String) {
        self.listener = listener
    }

    func record(method: String, route: String, status: Int, took duration: Duration) {
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
