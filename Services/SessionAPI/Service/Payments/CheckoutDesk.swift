import Foundation
import HTTPKit
import Logging
import Metrics
import Payments
import ServiceLifecycle
import SessionClient
import VaultClient

/// What hosted-page asks for: the view of a session, pressing Pay, and waiting for the outcome.
package struct CheckoutDesk: Sendable {
    /// How often a row is looked at that another process may be changing.
    static let pollInterval: Duration = .milliseconds(250)

    let attempts: AttemptStore
    let authentications: AuthenticationStore
    let views: CheckoutViews
    let vault: CardVault
    let runner: AttemptRunner
    let signals: PaymentSignals
    let acquirers: Acquirers
    let randomness: Randomness
    /// How long pressing Pay waits for the outcome.
    let patience: Duration
    let clock: WallClock
    let logger: Logger

    /// The page of a session; nil when there is none.
    ///
    /// Changes nothing. A vault that is away costs the page the card it may have had, not the page.
    package func view(_ id: ID<Session>, nonce: String?) async throws -> CheckoutView? {
        guard let snapshot = try await attempts.snapshot(id) else { return nil }
        return try views.view(snapshot, card: await card(nonce: nonce, of: id))
    }

    /// The session as soon as no payment is under way, or when `limit` is over; nil when there is none.
    ///
    /// Changes nothing.
    package func outcome(_ id: ID<Session>, wait limit: Duration) async throws -> CheckoutView? {
        let deadline = ContinuousClock.now + limit
        let waiter = signals.waiter(for: id)
        while true {
            guard let snapshot = try await attempts.snapshot(id) else { return nil }
            let left = deadline - .now
            guard views.payment(snapshot) == .processing, left > .zero, !Task.isShuttingDownGracefully,
                !Task.isCancelled
            else { return try views.view(snapshot) }
            _ = await waiter.wait(atMost: min(left, Self.pollInterval))
        }
    }

    /// The customer pressed Pay; nil when there is no such session.
    ///
    /// - Throws: `APIError` 503 when there is no room for one more payment at the moment.
    package func confirm(_ id: ID<Session>, _ request: ConfirmRequest) async throws -> ConfirmResult? {
        let waiter = signals.waiter(for: id)
        guard let before = try await attempts.snapshot(id) else { return nil }
        let now = before.merchant.time(clock.now, livemode: before.session.livemode)
        guard before.session.progress.status == .open, !before.session.isDue(at: now) || before.isBusy else {
            return try result(before, at: now)
        }
        if before.isBusy { return try await wait(for: before, newer: nil, waiter, at: now) }
        if before.knows(request.token) { return try result(before, at: now) }
        switch try await order(request, before, at: now) {
        case .refused(let refusal): return try refused(refusal, before)
        case .admitted(let order):
            guard runner.take(order, at: now) else {
                Counter(label: "paydesk_confirms_refused_total").increment()
                throw APIError.unavailable("Too many payments are under way; nothing was charged. Please try again.")
            }
            return try await wait(for: before, newer: order, waiter, at: now)
        }
    }

    /// The customer came back from the bank's page; nil for what was not signed here.
    ///
    /// Decides nothing: the page waits a little for the bank's own word.
    package func challengeReturned(_ back: ChallengeReturn) async throws -> ID<Session>? {
        guard let place = views.challenges.read(back.sessionData) else { return nil }
        try await authentications.noteReturn(of: place.attempt, place.id, at: clock.now)
        signals.signal(place.session)
        return place.session
    }

    /// Follows what runs for a little while.
    private func wait(
        for before: CheckoutSnapshot,
        newer order: PaymentOrder?,
        _ waiter: PaymentSignals.Waiter,
        at now: Date
    ) async throws -> ConfirmResult? {
        let deadline = ContinuousClock.now + patience
        while true {
            _ = await waiter.wait(atMost: max(.zero, min(deadline - .now, Self.pollInterval)))
            // Looked at before the row is: an order that is done and left no attempt could not even begin.
            let isPending = order.map(runner.has) ?? false
            guard let snapshot = try await attempts.snapshot(before.session.id) else { return nil }
            let hasBegun = order == nil || snapshot.attempts.count > before.attempts.count
            if snapshot.session.progress.status != .open || hasBegun && !snapshot.isBusy {
                return try result(snapshot, at: now)
            }
            if !hasBegun, !isPending { return try refused(.unavailable, snapshot) }
            guard deadline > .now else { return try result(snapshot, at: now, outcome: .processing) }
        }
    }
}
