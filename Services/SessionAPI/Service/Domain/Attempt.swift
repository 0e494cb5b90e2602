import Foundation
import Payments

/// One try to pay a session with one card.
package struct PaymentAttempt: Sendable, Equatable, Identified {
    package static let prefix = "pa_"
    package static let length = 24

    package let id: ID<PaymentAttempt>
    package let session: ID<Session>
    package let intent: ID<PaymentIntent>
    package let merchant: ID<Merchant>
    /// False for everything made with a test key.
    package let livemode: Bool
    /// 1 for the session's first attempt.
    package let number: Int
    /// What is asked for; the session's total at the time of pressing Pay.
    package let money: Money
    /// Which acquirer is asked.
    package let acquirer: String
    package let card: AttemptCard
    /// What the customer wrote beside the card.
    package let payer: Payer
    package let created: Date
    package var state: AttemptState
    /// What led to `state`; nil for a new attempt.
    package var lastEvent: AttemptEvent?
    package var risk: RiskAssessment?
    package var decline: Decline?
    package var approval: Approval?
    /// The 3-D Secure authentication, once somebody wants one.
    package var authentication: Authentication?
    /// The bank has refused a first try for want of an authentication; it stands at the acquirer under another key.
    package var isSoftDeclined: Bool
    /// Counts the takeovers; every write of a runner is bound to the fence it was given, so that one which comes back
    /// late changes nothing.
    package var fence: Int64
    /// How often the acquirer was asked about this attempt without a readable answer.
    package var silences: Int

    package init(
        id: ID<PaymentAttempt>,
        session: ID<Session>,
        intent: ID<PaymentIntent>,
        merchant: ID<Merchant>,
        livemode: Bool,
        number: Int,
        money: Money,
        acquirer: String,
        card: AttemptCard,
        payer: Payer,
        created: Date,
        state: AttemptState = AttemptMachine.beginning.state,
        lastEvent: AttemptEvent? = nil,
        risk: RiskAssessment? = nil,
        decline: Decline? = nil,
        approval: Approval? = nil,
        authentication: Authentication? = nil,
        isSoftDeclined: Bool = false,
        fence: Int64 = 1,
        silences: Int = 0
    ) {
        self.id = id
        self.session = session
        self.intent = intent
        self.merchant = merchant
        self.livemode = livemode
        self.number = number
        self.money = money
        self.acquirer = acquirer
        self.card = card
        self.payer = payer
        self.created = created
        self.state = state
        self.lastEvent = lastEvent
        self.risk = risk
        self.decline = decline
        self.approval = approval
        self.authentication = authentication
        self.isSoftDeclined = isSoftDeclined
        self.fence = fence
        self.silences = silences
    }

    /// The key under which the acquirer knows this attempt, whoever asks and however often (design §6).
    ///
    /// What a bank has refused for want of an authentication has ended under its key; with one it is another request.
    package var acquirerKey: String { "\(session.rawValue)-\(number)\(isSoftDeclined ? "-sca" : "")" }
}

/// The card of an attempt, as far as it may be known outside the vault.
package struct AttemptCard: Sendable, Equatable {
    /// The vault's single-use token.
    package let token: String
    package let brand: CardBrand
    package let last4: String
    package let expiry: CardExpiry
    /// `credit`, `debit`, `prepaid` or `unknown`.
    package let funding: String
    /// Two upper-case letters, when the card's number says so.
    package let country: String?
    /// The same for the same number at the same merchant; 16 characters.
    package let fingerprint: String
    /// Whether the vault has a name that came with the card.
    package let isNamed: Bool

    package init(
        token: String,
        brand: CardBrand,
        last4: String,
        expiry: CardExpiry,
        funding: String,
        country: String?,
        fingerprint: String,
        isNamed: Bool = false
    ) {
        self.token = token
        self.brand = brand
        self.last4 = last4
        self.expiry = expiry
        self.funding = funding
        self.country = country
        self.fingerprint = fingerprint
        self.isNamed = isNamed
    }
}

/// What a customer wrote while paying.
package struct Payer: Sendable, Equatable {
    package let email: String?
    package let name: String?

    package init(email: String?, name: String?) {
        self.email = email
        self.name = name
    }
}

/// The acquirer's yes.
package struct Approval: Sendable, Equatable {
    /// The acquirer's id of the transaction; captures and refunds name it.
    package let transaction: String
    /// Whether the money is taken, not just reserved.
    package let captured: Bool
    /// The issuer's code for this approval.
    package let authorizationCode: String?
    /// The network's id, which later payments with the same card refer to.
    package let networkTransaction: String?
    package let cvcCheck: CVCCheck

    package init(
        transaction: String,
        captured: Bool,
        authorizationCode: String?,
        networkTransaction: String?,
        cvcCheck: CVCCheck
    ) {
        self.transaction = transaction
        self.captured = captured
        self.authorizationCode = authorizationCode
        self.networkTransaction = networkTransaction
        self.cvcCheck = cvcCheck
    }
}

/// What the issuer said about the security code, in the dialect's words.
package enum CVCCheck: String, Sendable, CaseIterable {
    case pass, fail, unavailable
    /// None was sent along.
    case unchecked
}
