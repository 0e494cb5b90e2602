import Foundation
import Payments
import VaultClient

/// Who gets the money from the card's bank: the field's verbs, in our words.
///
/// Each connector translates them for one acquirer. No verb throws: every way in which a call can end is an answer with
/// a meaning of its own, and "no readable answer" is the most important one.
package protocol Acquirer: Sendable {
    /// The name in the settings and in the vault's configuration, such as `sandbox`.
    var name: String { get }

    /// Asks for the money, and takes it at once when `order.capture` is set.
    func authorize(_ order: AuthorizationOrder) async -> AuthorizationAnswer

    /// Takes reserved money; what is not taken is released.
    func capture(_ transaction: String, _ money: Money, key: String) async -> ChangeAnswer

    /// Releases reserved money.
    func void(_ transaction: String, key: String) async -> ChangeAnswer

    /// Gives taken money back, in parts if wanted; once for each key, however often it is asked.
    func refund(_ instruction: RefundInstruction) async -> ChangeAnswer

    /// Asks what became of an authorization.
    func inquire(_ key: String, about money: Money) async -> InquiryAnswer

    /// Gives an authorization up: undone if it happened, refused if it arrives later.
    func reverse(_ key: String) async -> ReversalAnswer

    /// Gives a refund up that was refused: its key is refused from now on, unless it was executed after all.
    func withdraw(_ key: String) async -> WithdrawalAnswer
}

/// What an authorization asks for.
///
/// It says which card by a token; the vault puts the card in.
package struct AuthorizationOrder: Sendable {
    /// The same for every repetition; the acquirer executes it once.
    package let key: String
    package let session: ID<Session>
    package let attempt: ID<PaymentAttempt>
    package let merchant: ID<Merchant>
    package let money: Money
    /// Whether an approval takes the money at once.
    package let capture: Bool
    package let token: ID<CardToken>
    /// Whether the customer's name came with the card.
    package let namePresent: Bool
    /// Whether the security code goes along: the vault gives it once.
    package let takesCode: Bool
    /// What an authentication gave, if there was one that came to an end.
    package let proof: AuthenticationProof?

    package init(
        _ attempt: PaymentAttempt,
        token: ID<CardToken>,
        namePresent: Bool,
        takesCode: Bool = true,
        capture: Bool = true
    ) {
        key = attempt.acquirerKey
        session = attempt.session
        self.attempt = attempt.id
        merchant = attempt.merchant
        money = attempt.money
        self.capture = capture
        self.token = token
        self.namePresent = namePresent
        self.takesCode = takesCode
        proof = attempt.authentication.flatMap(AuthenticationProof.init)
    }
}

/// What the acquirer is told of an authentication.
package struct AuthenticationProof: Sendable, Equatable {
    package let version: String
    package let directoryTransaction: UUID
    package let status: TransStatus
    package let eci: String?
    /// CAVV or AAV; nil when the bank gave none.
    package let value: String?

    /// Nil for one that the directory server never answered: there is nothing to tell.
    package init?(_ authentication: Authentication) {
        guard let directory = authentication.directoryTransaction, let status = authentication.status else {
            return nil
        }
        version = Authentication.version
        directoryTransaction = directory
        self.status = status
        eci = authentication.eci
        value = authentication.value
    }
}

/// What a refund asks for.
package struct RefundInstruction: Sendable, Equatable {
    /// The same for every repetition; the acquirer executes it once.
    package let key: String
    /// Whose payment it was; for the vault's record of calls.
    package let session: ID<Session>
    /// The acquirer's id of the payment.
    package let transaction: String
    package let money: Money

    package init(_ refund: Refund) {
        key = refund.id.rawValue
        session = refund.session
        transaction = refund.transaction
        money = refund.money
    }
}

/// What the acquirer's book says of an authorization.
package enum Verdict: Sendable, Equatable {
    case approved(Approval)
    case declined(Decline)
    /// It stands in the book, but not as what was asked for: undone already, or another amount. It must be reversed.
    case unusable(String)
}

/// How an authorization ended.
package enum AuthorizationAnswer: Sendable, Equatable {
    case verdict(Verdict)
    /// Nothing reached the acquirer; to try again is safe.
    case notSent(String)
    /// Nothing was sent, for the security code is no longer in the vault.
    case codeGone
    /// Nothing was sent, for the card is no longer in the vault, or is another attempt's.
    case cardGone(String)
    /// It may have happened.
    case silence(String)
}

/// How a question about an authorization ended.
package enum InquiryAnswer: Sendable, Equatable {
    case found(Verdict)
    /// No evidence of anything: the authorization may still arrive.
    case notFound
    /// Nobody answered, or nobody was reached.
    case silence(String)
}

/// How a reversal ended.
package enum ReversalAnswer: Sendable, Equatable {
    /// The key is refused from now on, and nothing is charged under it.
    case acknowledged
    /// It may have happened; say it again.
    case silence(String)
}

/// How giving up a refund ended.
package enum WithdrawalAnswer: Sendable, Equatable {
    /// The key is refused from now on, and nothing was given back under it.
    case withdrawn
    /// It was executed: the money is given back.
    case executed
    /// It may have happened; say it again.
    case silence(String)
}

/// How a capture, void or refund ended.
package enum ChangeAnswer: Sendable, Equatable {
    case done
    /// The acquirer does not do it, and says why in its own words.
    case refused(String)
    /// Nothing reached the acquirer; to try again is safe.
    case notSent(String)
    /// It may have happened; the same key may be sent again.
    case silence(String)
}

/// The acquirers of this installation.
package struct Acquirers: Sendable {
    private let connectors: [String: any Acquirer]
    private let test: String?
    private let live: String?

    /// All connectors, and the names of those that take test cards and real ones; no name, nobody takes them.
    package init(_ connectors: [any Acquirer], test: String?, live: String?) {
        self.connectors = Dictionary(connectors.map { ($0.name, $0) }) { first, _ in first }
        self.test = test
        self.live = live
    }

    /// Who takes the cards of a mode.
    package func acquirer(livemode: Bool) -> (any Acquirer)? {
        (livemode ? live : test).flatMap { connectors[$0] }
    }

    /// The one that an attempt was given to, whatever the settings say by now.
    package subscript(name: String) -> (any Acquirer)? { connectors[name] }
}
