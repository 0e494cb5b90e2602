import Foundation
import Logging
import Metrics
import Payments
import Postgres

/// What is written down when an acquirer has spoken: the same for the runner, which asked first, and for recovery.
struct AttemptClosing: Sendable {
    let book: AttemptBook
    let acquirers: Acquirers
    let logger: Logger

    /// Stores a step, again and again while the database is away: what was learned outside must not be forgotten.
    ///
    /// Each try goes to its end even if the process is stopping; then there is no further one, and another process will
    /// ask the acquirer again.
    func store(
        _ attempt: PaymentAttempt,
        _ event: AttemptEvent,
        note: String? = nil,
        at now: Date
    ) async throws -> AttemptBook.Entry {
        var pause: Duration = .milliseconds(50)
        while true {
            do {
                let entry = try await shielded { [book] in
                    try await book.store(attempt, event, note: note, at: now)
                }
                record(attempt, event, note, entry)
                return entry
            } catch let error as PostgresError where error.mayPass && !Task.isCancelled {
                logger.warning(
                    "A step could not be stored yet",
                    metadata: [
                        "attempt.id": "\(attempt.id)", "attempt.event": "\(event.rawValue)", "error": "\(error)",
                    ]
                )
                // Canceled: the next round is the last.
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    /// Stores an acquirer's verdict; what nobody wants any more is reversed.
    ///
    /// - Returns: what the acquirer answered to the reversal, if there was one.
    @discardableResult
    func conclude(_ attempt: PaymentAttempt, _ verdict: Verdict, at now: Date) async throws -> ReversalAnswer? {
        var concluded = attempt
        switch verdict {
        case .approved(let approval):
            concluded.approval = approval
            let event: AttemptEvent = approval.captured ? .captured : .authorized
            guard try await store(concluded, event, at: now) == .unwanted else { return nil }
            return try await reverse(concluded, because: .unwanted, "approved too late", at: now)
        case .declined(let decline):
            concluded.decline = decline
            _ = try await store(concluded, .declined, note: decline.networkCode, at: now)
            return nil
        case .unusable(let reason):
            return try await reverse(concluded, because: .unwanted, reason, at: now)
        }
    }

    /// Decides to give an authorization up, stores that, and then tells the acquirer.
    func reverse(
        _ attempt: PaymentAttempt,
        because event: AttemptEvent,
        _ note: String,
        at now: Date
    ) async throws -> ReversalAnswer? {
        guard case .stored(let reversing) = try await store(attempt, event, note: note, at: now) else { return nil }
        return try await reverse(reversing, at: now)
    }

    /// Tells the acquirer to give an authorization up, and closes the attempt on its word alone.
    func reverse(_ attempt: PaymentAttempt, at now: Date) async throws -> ReversalAnswer? {
        guard let acquirer = acquirers[attempt.acquirer] else { return .silence("no such acquirer in the settings") }
        let answer = await acquirer.reverse(attempt.acquirerKey)
        if answer == .acknowledged { _ = try await store(attempt, .reversed, at: now) }
        return answer
    }

    private func record(
        _ attempt: PaymentAttempt,
        _ event: AttemptEvent,
        _ note: String?,
        _ entry: AttemptBook.Entry
    ) {
        guard case .stored(let stored) = entry else { return }
        Counter(label: "paydesk_attempt_steps_total", dimensions: [("state", stored.state.rawValue)]).increment()
        logger.info(
            "Attempt is \(stored.state.rawValue)",
            metadata: [
                "attempt.id": "\(stored.id)", "attempt.event": "\(event.rawValue)", "session.id": "\(stored.session)",
                "note": "\(note ?? "-")",
            ]
        )
    }
}

extension PostgresError {
    /// Whether the same statement may succeed a little later: the fault was the way, or the moment.
    var mayPass: Bool {
        switch self {
        case .connectionFailed, .poolExhausted, .deadlineExceeded, .unknownOutcome, .transactionAborted: true
        case .server(let error): ["08", "40", "53", "55", "57", "58"].contains(error.sqlState.errorClass)
        case .unexpectedRowCount, .decoding, .cancelled, .unsupported, .closed: false
        }
    }
}
