import CoreMetrics
import Synchronization

/// Keeps every metric of the process and writes them down for Prometheus (text format 0.0.4).
///
/// Counters are named `paydesk_<noun>_total`, durations `paydesk_<noun>_seconds`. A label's values must come from a
/// small set (routes, codes), never from ids: `seriesLimit` series are kept, later ones are counted together and lost.
package final class MetricsRegistry: MetricsFactory, Sendable {
    package static let shared = MetricsRegistry()

    /// The most series that a process keeps.
    package static let seriesLimit = 2_000

    private let series = Mutex<[Series: any Metric]>([:])

    package init() {}

    /// Makes this the place where swift-metrics records; once per process.
    package static func bootstrap() {
        MetricsSystem.bootstrap(shared)
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        metric(label, dimensions) { CounterMetric() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        metric(label, dimensions) { GaugeMetric() }
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate
            ? metric(label, dimensions) { HistogramMetric(bounds: HistogramMetric.sizes) }
            : metric(label, dimensions) { GaugeMetric() }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        metric(label, dimensions) { HistogramMetric(bounds: HistogramMetric.seconds) }
    }

    // A series stays for the life of the process: a counter that vanished and came back would look like a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything, in the order of names.
    package func prometheusText() -> String {
        let all = series.withLock { $0 }.sorted { $0.key < $1.key }
        var text = ""
        var name = ""
        for (series, metric) in all {
            if series.name != name {
                name = series.name
                text += "# TYPE \(name) \(metric.kind)\n"
            }
            metric.write(series, to: &text)
        }
        return text
    }

    private func metric<M: Metric>(_ label: String, _ dimensions: [(String, String)], _ make: () -> M) -> M {
        let key = Series(name: label, labels: dimensions)
        return series.withLock { series in
            if let known = series[key] as? M { return known }
            let new = make()
            if series.count < Self.seriesLimit { series[key] = new }
            return new
        }
    }
}

/// A name and its labels.
struct Series: Hashable, Comparable {
    let name: String
    let labels: String

    init(name: String, labels: [(String, String)]) {
        self.name = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
        self.labels = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    }

    /// `name{labels,extra}` as it stands in front of a value.
    func text(suffix: String = "", extra: String = "") -> String {
        let all = [labels, extra].filter { !$0.isEmpty }.joined(separator: ",")
        return all.isEmpty ? name + suffix : "\(name)\(suffix){\(all)}"
    }

    static func < (a: Series, b: Series) -> Bool {
        (a.name, a.labels) < (b.name, b.labels)
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
