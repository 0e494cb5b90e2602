import CoreMetrics
import Synchronization

/// What a series holds.
protocol Metric: AnyObject, Sendable {
    /// Prometheus' word for it.
    var kind: String { get }
    func write(_ series: Series, to text: inout String)
}

/// Only grows.
final class CounterMetric: Metric, CounterHandler {
    private let value = Atomic<Int64>(0)
    let kind = "counter"

    func increment(by amount: Int64) { value.add(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    func write(_ series: Series, to text: inout String) {
        text += "\(series.text()) \(value.load(ordering: .relaxed))\n"
    }
}

/// Goes up and down.
final class GaugeMetric: Metric, MeterHandler, RecorderHandler {
    private let value = Mutex<Double>(0)
    let kind = "gauge"

    func set(_ value: Int64) { self.value.withLock { $0 = Double(value) } }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }

    func write(_ series: Series, to text: inout String) {
        text += "\(series.text()) \(value.withLock { $0 })\n"
    }
}

/// Counts values by size, with their sum.
final class HistogramMetric: Metric, TimerHandler, RecorderHandler {
    /// From half a millisecond to half a minute.
    static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    static let sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384, 65536].map(Double.init)

    private struct State {
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>
    let kind = "histogram"

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    func write(_ series: Series, to text: inout String) {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var total = 0
        for (index, count) in counts.enumerated() {
            total += count
            let bound = index < bounds.count ? "\(bounds[index])" : "+Inf"
            text += "\(series.text(suffix: "_bucket", extra: "le=\"\(bound)\"")) \(total)\n"
        }
        text += "\(series.text(suffix: "_sum")) \(sum)\n\(series.text(suffix: "_count")) \(total)\n"
    }
}
