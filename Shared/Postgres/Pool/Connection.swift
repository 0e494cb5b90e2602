import DequeModule
import Dispatch
import Foundation
import Synchronization

/// A place in the pool: a thread of its own and the wire that only that thread touches.
///
/// Work is posted to it and runs in order. libpq may wait in poll(2) there without holding up Swift's threads, and
/// one hop takes a statement to its wire and one brings the result back.
final class Connection: Sendable {
    private let mailbox = Mailbox()

    /// Starts the thread; connecting is left to the first work that needs it.
    init(hosts: Hosts) {
        let mailbox = mailbox
        let thread = Thread {
            let line = Line(hosts: hosts)
            while let work = mailbox.next() {
                work(line)
            }
        }
        // libpq and TLS need little; the default of 8 MiB would be counted against the process by some tools.
        thread.stackSize = 512 * 1024
        thread.name = "postgres"
        thread.start()
    }

    deinit {
        mailbox.close()
    }

    /// Runs work on the connection's thread, after what was posted before.
    func post(_ work: @escaping @Sendable (Line) -> Void) {
        mailbox.append(work)
    }

    /// Runs work on the connection's thread and waits for what it returns.
    ///
    /// The task's cancellation is not looked at: whatever has been sent is awaited.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (Line) -> Result<Value, PostgresError>
    ) async -> Result<Value, PostgresError> {
        await withCheckedContinuation { continuation in
            post { line in continuation.resume(returning: work(line)) }
        }
    }
}

/// The thread's view of its connection: a wire, when there is one.
final class Line {
    private let hosts: Hosts
    private var current: Wire?

    init(hosts: Hosts) {
        self.hosts = hosts
    }

    /// Whether there is a wire that can be used again.
    var isOpen: Bool {
        if let current, current.isBroken { self.current = nil }
        return current != nil
    }

    /// The wire, connected first if need be.
    ///
    /// A wire that died while idle is replaced here, before anything is sent.
    func wire(until deadline: ContinuousClock.Instant) throws(PostgresError) -> Wire {
        if let current, current.isAlive() { return current }
        current = nil
        let wire = try hosts.connect(until: deadline)
        current = wire
        return wire
    }

    /// The wire as it is, for work that makes sense only on the same connection as before.
    func sameWire() throws(PostgresError) -> Wire {
        guard let current, !current.isBroken else { throw .connectionFailed("lost inside a transaction") }
        return current
    }

    /// Closes the wire.
    func close() {
        current = nil
    }
}

/// Work for a connection's thread, in order.
private final class Mailbox: Sendable {
    typealias Work = @Sendable (Line) -> Void

    private struct State {
        var work: Deque<Work> = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)

    func append(_ work: @escaping Work) {
        state.withLock { $0.work.append(work) }
        arrived.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        arrived.signal()
    }

    /// Waits for work; `nil` when the connection is let go of.
    func next() -> Work? {
        arrived.wait()
        return state.withLock { $0.work.popFirst() }
    }
}
