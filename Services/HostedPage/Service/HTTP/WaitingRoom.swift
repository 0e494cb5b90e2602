import SessionClient
import Synchronization

/// Bounds the long polls that one process holds open; who comes in when it is full is answered at once.
final class WaitingRoom: Sendable {
    /// The longest one waits, seconds; the script asks again then.
    static let longestWait = 20

    /// How many may wait in one process.
    static let seats = 2_000

    private let seats: Int
    private let taken = Mutex(0)

    init(seats: Int = WaitingRoom.seats) {
        self.seats = seats
    }

    /// Runs `body` with the seconds that it may wait.
    func wait<Result, Failure: Error>(
        upTo seconds: Int,
        _ body: (_ seconds: Int) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        guard seconds > 0, enter() else { return try await body(0) }
        defer { leave() }
        return try await body(min(seconds, Self.longestWait))
    }

    private func enter() -> Bool {
        taken.withLock { taken in
            guard taken < seats else { return false }
            taken += 1
            return true
        }
    }

    private func leave() {
        taken.withLock { $0 -= 1 }
    }
}
