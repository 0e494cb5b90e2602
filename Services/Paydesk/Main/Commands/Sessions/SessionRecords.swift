import Foundation

/// Everything that the database holds about one session, as rows; nothing of a person is among it.
struct SessionRecords: Sendable {
    var session: SessionRecord
    var attempts: [AttemptRecord] = []
    var steps: [StepRecord] = []
    var verdicts: [VerdictRecord] = []
    var relays: [RelayRecord] = []
    var charges: [ChargeRecord] = []
    var refunds: [RefundRecord] = []
    /// Their `attempt` is the refund.
    var refundSteps: [StepRecord] = []
    var events: [EventRecord] = []
    var deliveries: [DeliveryRecord] = []
    var waiting: [WaitingRecord] = []
}

struct SessionRecord: Sendable {
    var id: String
    var merchant: String
    var merchantName: String
    var livemode: Bool
    /// `open`, `complete` or `expired`.
    var status: String
    var paymentStatus: String
    var amount: Int64
    var currency: String
    var created: Date
    var expires: Date
    var closed: Date?
    var intent: String?
    var intentStatus: String?
    var cancellation: String?
    /// Seconds that the merchant's test clock is ahead now.
    var clockAhead: Int64 = 0
}

/// One try to pay.
struct AttemptRecord: Sendable {
    var id: String
    var number: Int
    var state: String
    var event: String?
    var created: Date
    var acquirer: String
    var brand: String
    var last4: String
    /// For counting different cards; never shown.
    var fingerprint: String
    var riskDecision: String?
    var riskScore: Int?
    var riskReasons: [String] = []
    var decline: String?
    var networkCode: String?
    var transaction: String?
    var silences: Int = 0
    /// Who wanted 3-D Secure.
    var authenticationReason: String?
    /// What the bank said of it when that could not count any more.
    var lateWord: String?
    var lateWordAt: Date?
}

struct StepRecord: Sendable {
    var attempt: String
    var position: Int
    var before: String
    var event: String
    var after: String
    var note: String?
    var at: Date
}

/// What the fraud scorer said.
struct VerdictRecord: Sendable {
    var attempt: String
    var at: Date
    var score: Int
    var decision: String
    var computedDecision: String
    var reasons: [Reason]

    struct Reason: Codable, Sendable, Equatable {
        var code: String
        var points: Int
        var message: String
    }
}

/// One call of the vault to an acquirer or a directory server.
struct RelayRecord: Sendable {
    var attempt: String?
    var requestID: String
    var acquirer: String
    var operation: String
    var hasCard: Bool
    var hasCode: Bool
    var started: Date
    /// `answered`, `not_sent`, `outcome_unknown`; nil when none was written down.
    var outcome: String?
    var status: Int?
    var milliseconds: Int?
}

struct ChargeRecord: Sendable {
    var id: String
    var attempt: String
    var created: Date
    var amount: Int64
    var captured: Int64
    var refunded: Int64
}

struct RefundRecord: Sendable {
    var id: String
    var charge: String
    var amount: Int64
    var reason: String?
    var state: String
    var created: Date
}

struct EventRecord: Sendable {
    /// `evt_…`.
    var id: String
    var type: String
    var sequence: Int
    /// Events of one transaction were one decision.
    var transaction: UInt64
    /// Business time, which may be ahead in test mode.
    var created: Date
    /// The database's time.
    var written: Date
    var requestID: String?
}

/// One try to tell a receiver of an event.
struct DeliveryRecord: Sendable {
    var event: String
    var endpoint: String
    var url: String
    var attempt: Int
    var started: Date
    var isDelivered: Bool
    var status: Int?
    var error: String?
    var milliseconds: Int
    var next: Date?
}

/// A delivery that is still to come.
struct WaitingRecord: Sendable {
    var event: String
    var url: String
    /// Tries begun so far.
    var attempts: Int
    /// Nil when it may be sent at once.
    var due: Date?
}

extension SessionRecord {
    /// An amount of the session's currency, as people write it.
    func money(_ amount: Int64) -> String {
        MoneyText.of(amount, currency)
    }
}

extension AttemptRecord {
    /// `Visa •4242`.
    var card: String { "\(CardWords.brand(brand)) •\(last4)" }
}

/// What people call brands of cards.
enum CardWords {
    static func brand(_ name: String) -> String {
        switch name {
        case "visa": "Visa"
        case "mastercard": "Mastercard"
        case "amex": "American Express"
        case "discover": "Discover"
        case "diners": "Diners Club"
        case "jcb": "JCB"
        case "unionpay": "UnionPay"
        default: "card"
        }
    }
}
