import Payments
import Synchronization

/// Tells those who wait for a session's payment, in this process, that something has changed.
///
/// It carries no news itself: who is woken reads the row, as those in other processes do anyway.
final class PaymentSignals: Sendable {
    /// A place among those who wait for a session; it is left when this is let go.
    final class Waiter: Sendable {
        private let signals: PaymentSignals
        private let session: ID<Session>
        private let id: Int
        private let nudge: Nudge

        fileprivate init(_ signals: PaymentSignals, _ session: ID<Session>, _ id: Int, _ nudge: Nudge) {
            self.signals = signals
            self.session = session
            self.id = id
            self.nudge = nudge
        }

        deinit {
            signals.remove(id, of: session)
        }

        /// Returns true at the next signal, or at once for one that came since the last call; false after `limit`.
        func wait(atMost limit: Duration) async -> Bool {
            await nudge.wait(atMost: limit)
        }
    }

    private struct State {
        var next = 0
        var waiters: [ID<Session>: [Int: Nudge]] = [:]
    }

    private let state = Mutex(State())

    /// Begins to wait: from now on no signal of the session is lost.
    func waiter(for session: ID<Session>) -> Waiter {
        let nudge = Nudge()
        let id = state.withLock { state in
            state.next += 1
            state.waiters[session, default: [:]][state.next] = nudge
            return state.next
        }
        return Waiter(self, session, id, nudge)
    }

    /// Wakes everybody who waits for the session.
    func signal(_ session: ID<Session>) {
        let waiters = state.withLock { $0.waiters[session] ?? [:] }
        for waiter in waiters.values { waiter.nudge() }
    }

    private func remove(_ id: Int, of session: ID<Session>) {
        state.withLock { state in
            state.waiters[session]?[id] = nil
            if state.waiters[session]?.isEmpty == true { state.waiters[session] = nil }
        }
    }
}
