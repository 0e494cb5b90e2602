import Foundation

/// What happened to a session, in the order in which it happened, and what it means now.
struct Story: Encodable, Sendable {
    var session: Head
    var timeline: [Entry]
    var conclusion: Conclusion

    /// What the story is about.
    struct Head: Encodable, Sendable {
        var id: String
        var merchant: String
        var merchantName: String
        var livemode: Bool
        var status: String
        var paymentStatus: String
        var amount: Int64
        var currency: String
        /// The amount as people write it.
        var money: String
        var paymentIntent: String?

        private enum CodingKeys: String, CodingKey {
            case id, merchant, livemode, status, amount, currency, money
            case merchantName = "merchant_name"
            case paymentStatus = "payment_status"
            case paymentIntent = "payment_intent"
        }
    }

    /// One thing that happened.
    struct Entry: Encodable, Sendable, Equatable {
        var at: Date
        var who: Actor
        var kind: Kind
        var text: String
        /// Reasons and the like, a line each.
        var details: [String] = []
        /// Ids to look further with, by what they are.
        var references: [String: String] = [:]
        /// Seconds since the first entry.
        var seconds: Double = 0

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(at.forPrograms, forKey: .at)
            try container.encode((seconds * 1000).rounded() / 1000, forKey: .seconds)
            try container.encode(who, forKey: .who)
            try container.encode(kind, forKey: .kind)
            try container.encode(text, forKey: .text)
            try container.encode(details, forKey: .details)
            try container.encode(references, forKey: .references)
        }

        private enum CodingKeys: String, CodingKey {
            case at, seconds, who, kind, text, details, references
        }
    }

    /// Who did it: a process by its name, or somebody outside.
    enum Actor: String, Encodable, Sendable {
        case merchant, customer, bank, acquirer, vault
        case sessionAPI = "session-api"
        case fraudScorer = "fraud-scorer"
        case webhookSender = "webhook-sender"
    }

    /// What kind of thing it was, for programs.
    enum Kind: String, Encodable, Sendable {
        case created, attempt, score, step, call, charge, refund, authentication, event, delivery, ended
    }

    /// Where it stands.
    struct Conclusion: Encodable, Sendable, Equatable {
        var state: State
        /// What that means, in sentences.
        var meaning: String
        /// What to do; nil when there is nothing to do.
        var action: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(state, forKey: .state)
            try container.encode(meaning, forKey: .meaning)
            try container.encode(action, forKey: .action)
        }

        private enum CodingKeys: String, CodingKey {
            case state, meaning, action
        }

        enum State: String, Encodable, Sendable {
            /// Open, and nothing is under way.
            case open
            /// The customer's bank or the customer is to act.
            case waiting
            /// Nobody here knows whether money moved.
            case unclear
            case paid
            /// Ended, and nothing is charged.
            case unpaid
        }
    }
}
