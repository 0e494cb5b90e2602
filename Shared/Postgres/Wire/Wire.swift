internal import CLibPQ
import Dispatch
import Foundation

/// Whether a statement only reads.
package enum Access: Sendable {
    /// Has no effect: past its deadline it is canceled on the server.
    case read
    /// May have an effect: once sent it is awaited, and past its deadline its outcome is unknown.
    case write
}

/// Why an exchange with the server gave no result.
enum WireFailure: Error {
    /// The server refused; the connection is in order.
    case server(ServerError)
    /// The statement was canceled on the server at its deadline; the connection is in order.
    case cancelled
    /// Nothing was sent; the connection is in order.
    case refused(String)
    /// Nothing was sent, and the connection is gone.
    case notSent(String)
    /// The connection was lost after something was sent.
    case lost(String)
    /// No answer by the deadline; the connection is closed.
    case deadline
}

/// One connection to a server, over libpq without blocking, so that every wait has a deadline of ours.
///
/// Belongs to one thread, that of its `Connection`; stays in libpq's pipeline mode, in which everything between two
/// syncs is one round trip and one implicit transaction.
final class Wire {
    let handle: OpaquePointer
    let statements: StatementCache
    private let notices: NoticeFlags
    /// Set when the connection must not be used again.
    var isBroken = false

    /// How long a canceled read may take to end before the connection is given up.
    static let cancelGrace: Duration = .milliseconds(500)

    init(handle: OpaquePointer, statements: StatementCache = StatementCache()) {
        self.handle = handle
        self.statements = statements
        notices = NoticeFlags()
        notices.install(on: handle)
    }

    deinit {
        PQfinish(handle)
    }

    /// Whether no transaction is open.
    ///
    /// Asked between exchanges only.
    var isOutsideTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Takes in what came while the connection was idle: the server's farewell, for one.
    ///
    /// Asked before a statement is sent, since before is the last moment at which its outcome is certain.
    func isAlive() -> Bool {
        // Three rounds read the farewell, then the end of the stream; more would be a server that will not be quiet.
        for _ in 0..<8 {
            guard !isBroken, PQstatus(handle) == CONNECTION_OK else { return false }
            var entry = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 0) > 0 else { return true }
            guard PQconsumeInput(handle) == 1 else { return false }
            _ = PQisBusy(handle)
        }
        return false
    }

    /// Whether a commit was reported although the standby did not confirm it, since the last time this was asked.
    func takeUnconfirmedCommit() -> Bool {
        defer { notices.hasUnconfirmedCommit = false }
        return notices.hasUnconfirmedCommit
    }

    /// libpq's account of what went wrong with the connection, in one line.
    ///
    /// Names host, role and database, no data.
    var connectionMessage: String {
        Self.line(PQerrorMessage(handle).map { String(cString: $0) } ?? "")
    }

    static func line(_ message: String) -> String {
        let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? "the connection was closed" : String(words.prefix(300))
    }

    /// Waits for the socket.
    ///
    ///
    /// - Returns: What it is ready for, 0 when the deadline came first.
    static func wait(on socket: Int32, for events: Int32, until deadline: ContinuousClock.Instant) -> Int32 {
        while true {
            let remaining = ContinuousClock.now.duration(to: deadline)
            guard remaining > .zero else { return 0 }
            var entry = pollfd(fd: socket, events: Int16(events), revents: 0)
            let count = poll(&entry, 1, remaining.pollMilliseconds)
            if count > 0 { return Int32(entry.revents) }
            if count < 0, errno != EINTR { return Int32(POLLERR) }
        }
    }
}

extension Duration {
    /// Whole milliseconds for poll(2), rounded up so that a wait does not end before its time.
    var pollMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let milliseconds = seconds.multipliedReportingOverflow(by: 1_000)
        guard !milliseconds.overflow, milliseconds.partialValue < Int64(Int32.max) - 1_000 else { return Int32.max }
        return max(
            0,
            Int32(milliseconds.partialValue) + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        )
    }
}

/// Receives the server's notices and forgets them, for they may quote data, except for one: that a commit is reported
/// although the wait for its standby was canceled.
private final class NoticeFlags {
    var hasUnconfirmedCommit = false

    func install(on handle: OpaquePointer) {
        // Unretained: the wire owns this object and finishes the connection before it lets go of it.
        let context = Unmanaged.passUnretained(self).toOpaque()
        PQsetNoticeReceiver(
            handle,
            { context, result in
                guard let context, let name = PQresultErrorField(result, Int32(UInt8(ascii: "R"))) else { return }
                guard strcmp(name, "SyncRepWaitForLSN") == 0 else { return }
                Unmanaged<NoticeFlags>.fromOpaque(context).takeUnretainedValue().hasUnconfirmedCommit = true
            },
            context
        )
    }
}
