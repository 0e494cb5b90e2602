import CoreMetrics
import Telemetry
import Testing

@Suite struct MetricsRegistryTests {
    @Test func `Prometheus reads counters, gauges and histograms`() {
        let registry = MetricsRegistry()
        registry.makeCounter(label: "paydesk_charges_total", dimensions: [("outcome", "a\"b")]).increment(by: 3)
        registry.makeMeter(label: "paydesk_waiters", dimensions: []).set(Int64(2))
        let timer = registry.makeTimer(label: "paydesk_call_seconds", dimensions: [("route", "/v1")])
        timer.recordNanoseconds(2_000_000)
        timer.recordNanoseconds(60_000_000_000)
        let text = registry.prometheusText()
        #expect(text.contains("# TYPE paydesk_charges_total counter\npaydesk_charges_total{outcome=\"a\\\"b\"} 3\n"))
        #expect(text.contains("# TYPE paydesk_waiters gauge\npaydesk_waiters 2.0\n"))
        #expect(text.contains("paydesk_call_seconds_bucket{route=\"/v1\",le=\"0.0025\"} 1\n"))
        #expect(text.contains("paydesk_call_seconds_bucket{route=\"/v1\",le=\"+Inf\"} 2\n"))
        #expect(text.contains("paydesk_call_seconds_count{route=\"/v1\"} 2\n"))
    }

    @Test func `the same name and labels are one series`() {
        let registry = MetricsRegistry()
        for _ in 0..<2 { registry.makeCounter(label: "paydesk_x_total", dimensions: []).increment(by: 1) }
        #expect(registry.prometheusText().contains("paydesk_x_total 2\n"))
    }

    @Test func `labels without end do not fill the memory`() {
        let registry = MetricsRegistry()
        for number in 0..<(MetricsRegistry.seriesLimit + 50) {
            registry.makeCounter(label: "paydesk_x_total", dimensions: [("id", "\(number)")]).increment(by: 1)
        }
        #expect(registry.prometheusText().split(separator: "\n").count == MetricsRegistry.seriesLimit + 1)
    }
}
