import Foundation
import Logging
import Payments
import SessionClient
import VaultClient

/// What becomes of pressing Pay, before anything is begun.
enum Admission: Sendable {
    case admitted(PaymentOrder)
    case refused(ConfirmRefusal)
}

extension CheckoutDesk {
    /// What will be run, from what the page sent and what the vault knows of the card; or why nothing will.
    func order(
        _ request: ConfirmRequest,
        _ snapshot: CheckoutSnapshot,
        at now: Date
    ) async throws -> Admission {
        let session = snapshot.session
        guard let token = ID<CardToken>(request.token) else { return .refused(.tokenUnknown) }
        let found: CardView?
        do {
            found = try await vault.card(token)
        } catch {
            logger.warning("The vault did not say which card it is", metadata: ["error": "\(error)"])
            return .refused(.unavailable)
        }
        guard let card = found, card.session == session.id.rawValue, card.livemode == session.livemode,
            card.merchant == session.merchant.rawValue,
            let expiry = CardExpiry(month: card.expMonth, year: card.expYear)
        else { return .refused(.tokenUnknown) }
        guard !expiry.isPast(at: now) else { return .refused(.cardExpired) }
        guard let acquirer = acquirers.acquirer(livemode: session.livemode) else { return .refused(.unavailable) }
        return .admitted(
            PaymentOrder(
                id: .make(randomness),
                session: session.id,
                card: card,
                expiry: expiry,
                payer: Payer(
                    email: session.terms.customerEmail ?? Self.text(request.email),
                    name: Self.text(request.name)
                ),
                client: request.client,
                acquirer: acquirer.name,
                merchantName: snapshot.merchant.name,
                settings: snapshot.merchant.settings,
                threeDSecure: session.terms.threeDSecure
            )
        )
    }

    /// The card that the vault took for a ticket; nil when there is none, and when the vault is away.
    func card(nonce: String?, of session: ID<Session>) async -> CardView? {
        guard let nonce, (1...64).contains(nonce.utf8.count),
            nonce.utf8.allSatisfy({ Base62.alphabet.contains($0) })
        else { return nil }
        do {
            return try await vault.card(nonce: nonce)
        } catch {
            logger.warning("The vault did not say which card it is", metadata: ["error": "\(error)"])
            return nil
        }
    }

    func result(
        _ snapshot: CheckoutSnapshot,
        at now: Date,
        outcome: ConfirmOutcome? = nil
    ) throws -> ConfirmResult {
        try ConfirmResult(outcome: outcome ?? self.outcome(snapshot, at: now), code: nil, view: views.view(snapshot))
    }

    func refused(_ refusal: ConfirmRefusal, _ snapshot: CheckoutSnapshot) throws -> ConfirmResult {
        try ConfirmResult(outcome: .refused, code: refusal, view: views.view(snapshot))
    }

    private func outcome(_ snapshot: CheckoutSnapshot, at now: Date) -> ConfirmOutcome {
        switch snapshot.session.progress.status {
        case .complete: return .complete
        case .expired: return .expired
        case .open: break
        }
        let isDue = snapshot.session.isDue(at: now)
        return switch views.payment(snapshot) {
        case .paid: .complete
        case .processing: .processing
        case .needsCVC: isDue ? .expired : .needsCVC
        case .needsAuthentication: isDue ? .expired : .needsAuthentication
        case .declined: isDue ? .expired : .declined
        case .none: isDue ? .expired : .refused
        }
    }

    /// People write card numbers into any field; such a text is not kept at all (design §4.5).
    private static func text(_ text: String?) -> String? {
        guard let text, !text.isEmpty, text.utf8.count <= 512, !CardNumberScan.containsCardNumber(text) else {
            return nil
        }
        return text
    }
}

extension CheckoutSnapshot {
    /// A payment is under way that a press of Pay joins; one whose customer may go to the bank's page can be replaced.
    var isBusy: Bool { current.map { $0.state.isInFlight && $0.openChallenge == nil } ?? false }

    /// This card was tried before; its outcome is the answer to trying it again.
    func knows(_ token: String) -> Bool {
        attempts.contains { $0.card.token == token }
    }
}
