import Foundation
import Payments

/// Money of a charge that is given back, or is to be.
package struct Refund: Sendable, Equatable, Identified {
    package static let prefix = "re_"
    package static let length = 24

    /// Also the key under which the acquirer knows this refund, whoever asks and however often (design §6).
    package let id: ID<Refund>
    package let charge: ID<Charge>
    package let intent: ID<PaymentIntent>
    package let session: ID<Session>
    package let merchant: ID<Merchant>
    /// False for everything made with a test key.
    package let livemode: Bool
    /// What is given back; reserved from the charge until the outcome is known.
    package let money: Money
    /// Who has the money: the acquirer of the charge.
    package let acquirer: String
    /// The acquirer's id of the payment that is given back.
    package let transaction: String
    package let reason: Reason?
    package let created: Date
    package var metadata: Metadata
    package var state: RefundState
    /// What led to `state`.
    package var lastEvent: RefundEvent
    /// The acquirer's word for why it does not do it; nil unless it said so.
    package var refusal: String?
    /// Counts the takeovers; every write of a worker is bound to the fence it was given, so that one which comes back
    /// late changes nothing.
    package var fence: Int64
    /// How often the acquirer was asked about this refund without a readable answer.
    package var silences: Int

    package init(
        id: ID<Refund>,
        charge: ID<Charge>,
        intent: ID<PaymentIntent>,
        session: ID<Session>,
        merchant: ID<Merchant>,
        livemode: Bool,
        money: Money,
        acquirer: String,
        transaction: String,
        reason: Reason?,
        created: Date,
        metadata: Metadata = .none,
        state: RefundState = .created,
        lastEvent: RefundEvent = .requested,
        refusal: String? = nil,
        fence: Int64 = 0,
        silences: Int = 0
    ) {
        self.id = id
        self.charge = charge
        self.intent = intent
        self.session = session
        self.merchant = merchant
        self.livemode = livemode
        self.money = money
        self.acquirer = acquirer
        self.transaction = transaction
        self.reason = reason
        self.created = created
        self.metadata = metadata
        self.state = state
        self.lastEvent = lastEvent
        self.refusal = refusal
        self.fence = fence
        self.silences = silences
    }

    /// Why a merchant gives money back (dialect §11).
    package enum Reason: String, Sendable, CaseIterable {
        case duplicate, fraudulent
        case requestedByCustomer = "requested_by_customer"
    }
}

/// What somebody wants given back of a charge.
package struct RefundOrder: Sendable, Equatable {
    /// The refund's id, made before anything is written, so that a lost answer can be looked up.
    package let id: ID<Refund>
    package let charge: ID<Charge>
    package let session: ID<Session>
    /// Minor units; nil for all that is left.
    package let amount: Int64?
    package let reason: Refund.Reason?
    package let metadata: Metadata

    package init(
        id: ID<Refund>,
        charge: ID<Charge>,
        session: ID<Session>,
        amount: Int64?,
        reason: Refund.Reason? = nil,
        metadata: Metadata = .none
    ) {
        self.id = id
        self.charge = charge
        self.session = session
        self.amount = amount
        self.reason = reason
        self.metadata = metadata
    }
}

/// Why a charge cannot be refunded as asked; nothing was changed.
package enum RefundRefusal: Error, Sendable, Equatable {
    /// The charge failed: there is nothing to give back.
    case unpaid
    /// The money is reserved, but not taken.
    case notCaptured
    /// All of it was given back, or is being given back.
    case alreadyRefunded
    case tooLarge(left: Int64)
    /// Less than one minor unit.
    case tooSmall
    /// Amounts of this currency come in steps.
    case notDivisible(by: Int64)
}

extension Charge {
    /// Minor units that can still be given back: neither given back nor reserved for that.
    package var refundable: Int64 { captured - refunded - refunding }

    /// The amount of a refund that asks for `wanted`, or for all that is left.
    ///
    /// - Throws: `RefundRefusal`.
    package func amount(refunding wanted: Int64?) throws(RefundRefusal) -> Int64 {
        guard status == .succeeded, attempt.approval != nil else { throw .unpaid }
        guard captured > 0 else { throw .notCaptured }
        guard refundable > 0 else { throw .alreadyRefunded }
        guard let wanted else { return refundable }
        guard wanted > 0 else { throw .tooSmall }
        guard wanted <= refundable else { throw .tooLarge(left: refundable) }
        do {
            try attempt.money.currency.check(wanted)
        } catch .notDivisible(let step) {
            throw .notDivisible(by: step)
        } catch {
            // The limits of charges are none of refunds.
        }
        return wanted
    }

    /// The refund that gives this much of the charge back; nil for a charge without the acquirer's yes.
    package func refund(_ order: RefundOrder, amount: Int64, at now: Date) -> Refund? {
        guard let approval = attempt.approval else { return nil }
        return Refund(
            id: order.id,
            charge: id,
            intent: attempt.intent,
            session: attempt.session,
            merchant: attempt.merchant,
            livemode: attempt.livemode,
            money: Money(amount, attempt.money.currency),
            acquirer: attempt.acquirer,
            transaction: approval.transaction,
            reason: order.reason,
            created: now,
            metadata: order.metadata
        )
    }
}
