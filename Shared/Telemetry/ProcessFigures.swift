import Foundation

/// What the operating system knows of this process, by the names that Prometheus' own libraries use, and how often a card
/// number was masked; read when asked for.
package enum ProcessFigures {
    /// In the text format.
    package static func prometheusText() -> String {
        let clock = Double(sysconf(Int32(_SC_CLK_TCK)))
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        var text = ""
        show("paydesk_card_numbers_masked_total", "counter", Double(LogOutput.maskedCardNumbers), &text)
        // /proc/self/stat: fields from the third on stand behind the name in parentheses (proc(5)).
        let fields =
            content("/proc/self/stat").split(separator: ")").last?.split(separator: " ").map { Double($0) ?? 0 } ?? []
        guard fields.count > 21 else { return text }
        show("process_cpu_seconds_total", "counter", (fields[11] + fields[12]) / clock, &text)
        show("process_start_time_seconds", "gauge", bootTime + fields[19] / clock, &text)
        show("process_virtual_memory_bytes", "gauge", fields[20], &text)
        show("process_resident_memory_bytes", "gauge", fields[21] * page, &text)
        // Without /proc/self/fd there is nothing to count.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        show("process_open_fds", "gauge", Double(open), &text)
        return text
    }

    private static func show(_ name: String, _ kind: String, _ value: Double, _ text: inout String) {
        text += "# TYPE \(name) \(kind)\n\(name) \(value)\n"
    }

    /// When the machine was started, seconds since 1970.
    private static let bootTime: Double = {
        let line = content("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) } ?? 0
    }()

    private static func content(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
