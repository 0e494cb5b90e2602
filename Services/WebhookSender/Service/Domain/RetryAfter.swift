import Foundation

/// The header with which a receiver asks to be left alone for a while (RFC 9110 §10.2.3).
enum RetryAfter {
    /// Reads seconds or a date; nil for anything else and for what has passed already.
    static func duration(_ text: String, at now: Date) -> Duration? {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        if trimmed.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let seconds = Int(trimmed)
        {
            return seconds > 0 ? .seconds(min(seconds, 86_400)) : nil
        }
        guard let date = date(trimmed), date > now else { return nil }
        return .seconds(min(date.timeIntervalSince(now), 86_400))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of date that may be sent today.
    private static func date(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(
            from: DateComponents(
                year: year,
                month: month + 1,
                day: day,
                hour: time[0],
                minute: time[1],
                second: time[2]
            )
        )
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
