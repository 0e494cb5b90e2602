import Foundation

/// Spans of time as people read them.
enum Timespan {
    /// `0.412 s`, `4m 03.120s`, `2h 05m 10s`, `3d 04h 10m`: at most eleven characters, for a column.
    static func column(_ seconds: Double) -> String {
        let milliseconds = Int((max(0, seconds) * 1000).rounded())
        let whole = milliseconds / 1000
        let fraction = String(format: ".%03d", milliseconds % 1000)
        if whole < 60 { return "\(whole)\(fraction) s" }
        if whole < 3600 { return "\(whole / 60)m \(two(whole % 60))\(fraction)s" }
        if whole < 86_400 { return "\(whole / 3600)h \(two(whole / 60 % 60))m \(two(whole % 60))s" }
        return "\(whole / 86_400)d \(two(whole / 3600 % 24))h \(two(whole / 60 % 60))m"
    }

    /// `3 ms`, `12 seconds`, `4 minutes`, `2 hours`, `3 days`: rounded, for a sentence.
    static func words(_ seconds: Double) -> String {
        let seconds = max(0, seconds)
        if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
        for (size, unit) in [(86_400.0, "day"), (3600, "hour"), (60, "minute"), (1, "second")] where seconds >= size {
            let count = Int((seconds / size).rounded())
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "no time"
    }

    /// Reads `90s`, `30m`, `2h` or `7d`.
    static func seconds(_ text: String) -> Double? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number > 0,
            number.isFinite
        else { return nil }
        return number * unit
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Date {
    /// `2026-11-22 16:12:03 UTC`.
    var forPeople: String {
        formatted(
            Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().dateSeparator(.dash)
                .dateTimeSeparator(.space).time(includingFractionalSeconds: false)
        ).replacing("Z", with: "") + " UTC"
    }

    /// `2026-11-22T16:12:03.123Z`.
    var forPrograms: String {
        // The format cuts off what it does not show: a moment a hair before the millisecond would be shown as the last one.
        let rounded = Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded() / 1000 + 0.000_1)
        return rounded.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
    }
}
