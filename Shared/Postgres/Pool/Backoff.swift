import Foundation

/// Pauses between attempts to connect: 20 ms doubled up to 1 s, each shortened at random by up to half, so that many
/// clients of a server that comes back do not knock together.
struct Backoff {
    private var attempts = 0

    /// The next pause.
    mutating func next() -> Duration {
        let longest = min(20 << min(attempts, 6), 1_000)
        attempts += 1
        return .milliseconds(longest) * Double.random(in: 0.5...1)
    }

    /// Starts again from the shortest pause.
    mutating func reset() {
        attempts = 0
    }

    /// Blocks a thread that belongs to a connection.
    static func block(for pause: Duration) {
        Thread.sleep(forTimeInterval: Double(pause.components.seconds) + Double(pause.components.attoseconds) / 1e18)
    }
}
