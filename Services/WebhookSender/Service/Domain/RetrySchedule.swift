import Foundation

/// When a delivery that failed is tried again, and when it is given up.
struct RetrySchedule: Sendable, Hashable {
    /// How long after each failed attempt the next one comes; after the last of them the delivery is given up.
    let delays: [Duration]

    /// Live mode: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 3 h, 6 h, 12 h, and 24 h twice; about 71 hours in all.
    static let live = RetrySchedule(
        delays: [5, 30, 120, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 86_400].map { .seconds($0) }
    )
    /// Test mode begins alike and ends after about 1¾ hours: whoever is developing looks sooner.
    static let test = RetrySchedule(delays: Array(live.delays.prefix(6)))

    /// The longest delay that a setting may ask for.
    static let longest: Duration = .seconds(7 * 86_400)
    /// The most steps that a setting may ask for.
    static let mostSteps = 32

    /// The largest share of a delay that jitter adds.
    ///
    /// It is only ever added: nothing comes earlier than the schedule says.
    static let jitter = 0.2

    /// How long to wait after an attempt.
    ///
    /// - Parameters:
    ///   - attempt: the number of the attempt that failed, from 1.
    ///   - retryAfter: what the receiver asked for; followed between once and twice the schedule's delay.
    ///   - random: a number from 0 up to 1, which spreads those that failed together.
    /// - Returns: nil when it was the last attempt.
    func delay(afterAttempt attempt: Int, retryAfter: Duration? = nil, random: Double) -> Duration? {
        guard attempt >= 1, attempt <= delays.count else { return nil }
        let base = delays[attempt - 1]
        let wanted = min(max(retryAfter ?? base, base), base * 2)
        return wanted + base * (Self.jitter * min(max(random, 0), 1))
    }

    /// Reads `5s,30s,2m,1h`: numbers with s, m or h, of seconds without a unit.
    ///
    /// - Returns: nil when it says something else, more than `mostSteps`, or longer than `longest`.
    init?(_ text: String) {
        var delays: [Duration] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let delay = Self.duration(part.trimmingCharacters(in: .whitespaces)) else { return nil }
            delays.append(delay)
        }
        guard delays.count <= Self.mostSteps else { return nil }
        self.delays = delays
    }

    init(delays: [Duration]) {
        self.delays = delays
    }

    private static func duration(_ text: String) -> Duration? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? text : String(text.dropLast())), number.isFinite, number >= 0 else {
            return nil
        }
        let seconds = number * (unit ?? 1)
        guard seconds <= longest / .seconds(1) else { return nil }
        return .seconds(seconds)
    }
}
