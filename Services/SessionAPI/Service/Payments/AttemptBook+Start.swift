import Foundation
import Messages
import Payments
import Postgres
import SessionClient
import VaultClient

/// The customer pressed Pay: what an attempt is made from.
package struct PaymentOrder: Sendable {
    /// The attempt's id, made before anything is written, so that a lost answer can be looked up.
    package let id: ID<PaymentAttempt>
    package let session: ID<Session>
    package let card: CardView
    package let expiry: CardExpiry
    package let payer: Payer
    package let client: ClientDetails
    package let acquirer: String
    /// The shop, as the card's bank shows it.
    package let merchantName: String
    /// What the merchant has decided for itself.
    package let settings: MerchantSettings
    /// When the merchant wants the card's bank to ask its customer.
    package let threeDSecure: Session.ThreeDSecureRequest

    package init(
        id: ID<PaymentAttempt>,
        session: ID<Session>,
        card: CardView,
        expiry: CardExpiry,
        payer: Payer,
        client: ClientDetails,
        acquirer: String,
        merchantName: String = "",
        settings: MerchantSettings = .standard,
        threeDSecure: Session.ThreeDSecureRequest = .automatic
    ) {
        self.id = id
        self.session = session
        self.card = card
        self.expiry = expiry
        self.payer = payer
        self.client = client
        self.acquirer = acquirer
        self.merchantName = merchantName
        self.settings = settings
        self.threeDSecure = threeDSecure
    }
}

/// What pressing Pay led to in the books.
package enum AttemptStart: Sendable, Equatable {
    /// A new attempt, ours to run.
    case started(PaymentAttempt)
    /// One is under way, or this very token was tried before: its outcome is the answer.
    case joined(PaymentAttempt)
    /// The session takes no payment any more.
    case over
}

extension AttemptBook {
    /// Starts an attempt at the merchant's time `now`, in one transaction that holds the session's row.
    package func start(_ order: PaymentOrder, runner: String, at now: Date) async throws -> AttemptStart {
        while true {
            do {
                let begun = try await database.transaction { tx -> AttemptStart in
                    try await start(order, runner: runner, at: now, in: tx)
                }
                wake()
                return begun
            } catch PostgresError.unknownOutcome {
                // The second time around finds the attempt that the first one may have made.
                continue
            }
        }
    }

    private func start(
        _ order: PaymentOrder,
        runner: String,
        at now: Date,
        in tx: borrowing Transaction
    ) async throws -> AttemptStart {
        let found = try await tx.batch([
            SessionStore.locking(order.session), AttemptStore.attempts(of: order.session),
            PaymentIntentStore.intent(of: order.session),
        ])
        guard let session = try found[0].first.map(SessionStore.session) else { return .over }
        let attempts = try found[1].map(PaymentAttempt.init)
        if let own = attempts.first(where: { $0.id == order.id }) { return .started(own) }
        if let same = attempts.last(where: { $0.card.token == order.card.token.rawValue }) { return .joined(same) }
        guard session.progress.status == .open, !session.isDue(at: now) else { return .over }
        let live = attempts.last(where: \.state.isInFlight)
        if let live, !live.state.isReplaceable { return .joined(live) }
        let limits = AttemptLimits(attempts)
        guard !limits.isExhausted else {
            _ = try await ending.end(session, .automatic, at: now, in: tx)
            return .over
        }

        var statements: [SQL] = []
        if let live {
            let step = try AttemptStep.make(live, .abandoned, note: "another card took its place", at: now)
            statements += [AttemptStore.take(step), PaymentIntentStore.releasing(session.id)]
        }
        let intent = try found[2].first.map(PaymentIntent.init) ?? .make(for: session, at: now, randomness)
        if found[2].isEmpty { statements += statementsOfBeginning(intent, session, at: now) }
        let attempt = attempt(order, session, intent, number: limits.lastNumber + 1, at: now)
        statements.append(AttemptStore.insert(attempt, runner: runner))
        _ = try await tx.batch(statements)
        return .started(attempt)
    }

    private func statementsOfBeginning(_ intent: PaymentIntent, _ session: Session, at now: Date) -> [SQL] {
        var session = session
        session.progress.sequence += 1
        let draft = scribe.created(intent, of: session, at: now)
        return [PaymentIntentStore.insert(intent), SessionStore.attaching(intent)]
            + MessageLog.append(scribe.messages([draft], of: session, at: now))
    }

    private func attempt(
        _ order: PaymentOrder,
        _ session: Session,
        _ intent: PaymentIntent,
        number: Int,
        at now: Date
    ) -> PaymentAttempt {
        PaymentAttempt(
            id: order.id,
            session: session.id,
            intent: intent.id,
            merchant: session.merchant,
            livemode: session.livemode,
            number: number,
            money: session.amount,
            acquirer: order.acquirer,
            card: AttemptCard(
                token: order.card.token.rawValue,
                brand: order.card.brand,
                last4: order.card.last4,
                expiry: order.expiry,
                funding: order.card.funding.rawValue,
                country: order.card.country,
                fingerprint: order.card.fingerprint,
                isNamed: order.card.namePresent
            ),
            payer: order.payer,
            created: now
        )
    }
}
