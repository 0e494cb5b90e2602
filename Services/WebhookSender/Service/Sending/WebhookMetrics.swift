import Metrics

/// What the process counts.
struct WebhookMetrics: Sendable {
    /// From an event's writing to its first attempt, by the database's clock.
    private let wait = Timer(label: "paydesk_webhook_wait_seconds")
    private let running = Gauge(label: "paydesk_webhook_running")
    private let stale = Counter(label: "paydesk_webhook_stale_results_total")
    private let routed = Counter(label: "paydesk_webhook_events_total")

    /// What waits, in any sender: every one shows the same, so take the maximum.
    func waits(_ waiting: Waiting) {
        for (state, count) in [
            ("outbox", waiting.outbox), ("ready", waiting.ready), ("scheduled", waiting.scheduled),
        ] {
            Gauge(label: "paydesk_webhook_queue_deliveries", dimensions: [("state", state)]).record(count)
        }
        Gauge(label: "paydesk_webhook_overdue_seconds").record(waiting.overdue)
    }

    /// Messages were fanned out.
    func routed(_ messages: Int) {
        routed.increment(by: messages)
    }

    /// An attempt begins.
    func started(_ delivery: Delivery) {
        guard delivery.attempt == 1 else { return }
        wait.recordNanoseconds(Int64(max(delivery.age, .zero) / .nanoseconds(1)))
    }

    /// An attempt is over.
    func finished(_ result: AttemptResult) {
        let outcome =
            result.isDelivered ? "delivered" : result.failure?.rawValue ?? "status_\((result.status ?? 0) / 100)xx"
        Timer(label: "paydesk_webhook_attempt_seconds", dimensions: [("outcome", outcome)])
            .recordNanoseconds(Int64(result.duration / .nanoseconds(1)))
    }

    /// How many deliveries this process holds.
    func holds(_ count: Int) {
        running.record(count)
    }

    /// Results of deliveries that another sender had taken over.
    func lost(_ count: Int) {
        guard count > 0 else { return }
        stale.increment(by: count)
    }
}
