import Foundation
import HTTPKit
import HTTPTypes
import Payments
import Postgres
import ServiceLifecycle

/// What merchants and administrators ask of refunds: make one, wait for its outcome, find it, note something on it.
package struct RefundDesk: Sendable {
    /// How long a request for a refund waits for the outcome before it answers `pending`.
    package static let patience: Duration = .seconds(5)
    /// How often a row is looked at that another process may be changing.
    static let pollInterval: Duration = .milliseconds(250)

    let refunds: RefundStore
    let charges: ChargeStore
    let intents: PaymentIntentStore
    let sessions: SessionStore
    let merchants: MerchantStore
    private let worker: RefundWorker
    private let idempotency: IdempotencyStore
    private let signals: PaymentSignals
    private let patience: Duration
    private let clock: WallClock
    private let randomness: Randomness

    init(_ worker: RefundWorker, patience: Duration, randomness: Randomness) {
        let database = worker.book.database
        refunds = worker.book.refunds
        charges = ChargeStore(database)
        intents = PaymentIntentStore(database)
        sessions = SessionStore(database)
        merchants = MerchantStore(database)
        idempotency = IdempotencyStore(database)
        signals = worker.signals
        clock = worker.clock
        self.worker = worker
        self.patience = patience
        self.randomness = randomness
    }

    /// The merchant's time, in a mode.
    func time(of merchant: Merchant, livemode: Bool) -> Date {
        merchant.time(clock.now, livemode: livemode)
    }

    /// Gives money of a charge back, once for each key.
    ///
    /// Waits for the outcome a little while; what is not known then is answered as pending, and goes on by itself.
    ///
    /// - Parameters:
    ///   - wish: what is asked for.
    ///   - charge: the charge, as the caller has found it.
    ///   - cause: who asks.
    ///   - now: the merchant's time.
    ///   - render: writes the answer that shows the refund.
    /// - Returns: the answer, new or kept.
    /// - Throws: `PostgresError`, what `render` threw.
    func refund(
        _ wish: RefundWish,
        of charge: Charge,
        _ cause: RefundCause,
        at now: Date,
        render: (Refund) async throws -> IdempotencyStore.Answer
    ) async throws -> IdempotencyStore.Kept {
        let order = RefundOrder(
            id: .make(randomness),
            charge: charge.id,
            session: charge.attempt.session,
            amount: wish.amount,
            reason: wish.reason,
            metadata: wish.metadata
        )
        let waiter = signals.waiter(for: order.session)
        let start = try await worker.book.start(order, cause, at: now) { .init(APIError($0, of: $1)) }
        let id: ID<Refund>
        switch start {
        case .kept(let kept): return kept
        case .begun(let own): id = own
        case .running(let other): id = other
        }
        worker.wake()
        switch try await outcome(of: id, cause, waiter) {
        case .kept(let kept): return kept
        case .known(let refund):
            let answer = try await render(refund)
            guard let key = cause.key else { return .answer(answer, isReplay: false) }
            let kept = try await idempotency.answer(answer, to: key)
            guard case .answer(let first, _) = kept, case .running = start else { return kept }
            // The one who began it may have died before it answered; for this caller it is a repetition all the same.
            return .answer(first, isReplay: true)
        }
    }

    private enum Outcome {
        case known(Refund)
        /// Another request with the key has answered meanwhile.
        case kept(IdempotencyStore.Kept)
    }

    private func outcome(
        of id: ID<Refund>,
        _ cause: RefundCause,
        _ waiter: PaymentSignals.Waiter
    ) async throws -> Outcome {
        let deadline = ContinuousClock.now + patience
        while true {
            guard let refund = try await refunds.refund(id) else { throw PostgresError.unexpectedRowCount(0) }
            let left = deadline - .now
            guard refund.state.isOpen, left > .zero, !Task.isShuttingDownGracefully, !Task.isCancelled else {
                return .known(refund)
            }
            _ = await waiter.wait(atMost: min(left, Self.pollInterval))
            if let key = cause.key, let kept = try await idempotency.answer(to: key, cause.question) {
                return .kept(kept)
            }
        }
    }

    /// Replaces a merchant's notes on a refund, once for each key.
    func annotate(
        _ refund: Refund,
        _ cause: RefundCause,
        at now: Date,
        change: (Metadata) throws -> Metadata,
        answer: (Refund) -> IdempotencyStore.Answer
    ) async throws -> IdempotencyStore.Kept {
        try await worker.book.annotate(refund, cause, at: now, change: change, answer: answer)
    }
}

/// What is wanted back of a charge.
struct RefundWish: Sendable {
    /// Minor units; nil for all that is left.
    var amount: Int64?
    var reason: Refund.Reason?
    var metadata = Metadata.none
}

extension APIError {
    /// What somebody is told who wanted more than there is.
    init(_ refusal: RefundRefusal, of charge: Charge) {
        let currency = charge.attempt.money.currency
        func shown(_ amount: Int64) -> String { Money(amount, currency).formatted(locale: "en") }
        self =
            switch refusal {
            case .unpaid:
                APIError(
                    .badRequest,
                    code: "charge_not_refundable",
                    param: "charge",
                    "Charge \(charge.id) failed: no money was taken, so there is none to give back."
                )
            case .notCaptured:
                APIError(
                    .badRequest,
                    code: "charge_not_refundable",
                    param: "charge",
                    "Charge \(charge.id) is not captured, so there is nothing to give back. Cancel its payment intent instead."
                )
            case .alreadyRefunded:
                APIError(
                    .badRequest,
                    code: "charge_already_refunded",
                    charge.refunding > 0
                        ? "Charge \(charge.id) has nothing left to refund: \(shown(charge.refunding)) are being given back."
                        : "Charge \(charge.id) has already been refunded."
                )
            case .tooLarge(let left):
                APIError.invalid(
                    "amount",
                    code: "amount_too_large",
                    "The amount is greater than what is left to refund of charge \(charge.id): \(shown(left)) (\(left))."
                )
            case .tooSmall:
                APIError.invalid("amount", code: "parameter_invalid_integer", "The amount must be at least 1.")
            case .notDivisible(let step):
                APIError.invalid("amount", "Amounts in \(currency.code) must be divisible by \(step).")
            }
    }
}
