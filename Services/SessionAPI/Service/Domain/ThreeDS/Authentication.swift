import Foundation

/// What is known of an attempt's 3-D Secure authentication; an attempt has one at most.
package struct Authentication: Sendable, Equatable {
    /// The version of the messages that we speak.
    package static let version = "2.2.0"

    /// Our id of it, `threeDSServerTransID`.
    package let id: UUID
    /// Who wanted it.
    package let reason: AuthenticationReason
    /// The directory server's id, `dsTransID`; the authorization names it.
    package var directoryTransaction: UUID?
    /// The issuer's id, `acsTransID`.
    package var issuerTransaction: UUID?
    /// The last word; nil while the directory server is being asked.
    package var status: TransStatus?
    /// Electronic commerce indicator, two digits.
    package var eci: String?
    /// The proof (CAVV or AAV), 28 characters of base64; kept until the attempt has ended.
    package var value: String?
    /// Where the customer was sent, once that has happened.
    package var challenge: Challenge?

    package init(
        id: UUID,
        reason: AuthenticationReason,
        directoryTransaction: UUID? = nil,
        issuerTransaction: UUID? = nil,
        status: TransStatus? = nil,
        eci: String? = nil,
        value: String? = nil,
        challenge: Challenge? = nil
    ) {
        self.id = id
        self.reason = reason
        self.directoryTransaction = directoryTransaction
        self.issuerTransaction = issuerTransaction
        self.status = status
        self.eci = eci
        self.value = value
        self.challenge = challenge
    }

    /// The bank's page, and how far the customer has come with it.
    package struct Challenge: Sendable, Equatable {
        /// How long the customer has, seconds; then the attempt is given up.
        package static let lifetime: TimeInterval = 15 * 60
        /// How long the page waits for the bank's word when the customer is back, seconds.
        package static let returnPatience: TimeInterval = 30

        package let acsURL: String
        /// When the customer could go there, by the machine's clock.
        package let opened: Date
        /// When the customer came back last, by the machine's clock.
        package var returned: Date?

        package init(acsURL: String, opened: Date, returned: Date? = nil) {
            self.acsURL = acsURL
            self.opened = opened
            self.returned = returned
        }

        /// Whether the time for an answer is over.
        package func isOver(at now: Date) -> Bool {
            now >= opened.addingTimeInterval(Self.lifetime)
        }

        /// Whether the customer has just come back, so that the bank's word should be here any moment.
        package func awaitsResult(at now: Date) -> Bool {
            guard let returned else { return false }
            return now < returned.addingTimeInterval(Self.returnPatience)
        }
    }
}

/// Who wanted an authentication.
package enum AuthenticationReason: String, Sendable, CaseIterable {
    /// `request_three_d_secure: any`.
    case merchant
    /// `request_three_d_secure: challenge`.
    case merchantChallenge = "merchant_challenge"
    /// The fraud scorer.
    case risk
    /// The merchant's policy for payments that the scorer did not look at.
    case unscored
    /// The card's bank, by a soft decline.
    case issuer

    /// `threeDSRequestorChallengeInd`: 03 prefers a challenge, 04 demands one.
    package var challengeIndicator: String {
        switch self {
        case .merchant, .risk, .unscored: "03"
        case .merchantChallenge, .issuer: "04"
        }
    }

    /// Whether there is no payment without it, whatever the merchant's policy says.
    package var insists: Bool { self == .risk || self == .issuer }
}

/// What a message said about an authentication, read and checked.
package struct AuthenticationWord: Sendable, Equatable {
    package let message: AuthenticationMessage
    package let status: TransStatus
    package var directoryTransaction: UUID?
    package var issuerTransaction: UUID?
    package var eci: String?
    package var value: String?
    package var acsURL: String?

    /// No answer, or none that can be read, counts as "could not be tried".
    package static let none = AuthenticationWord(message: .ares, status: .unavailable)

    package init(
        message: AuthenticationMessage,
        status: TransStatus,
        directoryTransaction: UUID? = nil,
        issuerTransaction: UUID? = nil,
        eci: String? = nil,
        value: String? = nil,
        acsURL: String? = nil
    ) {
        self.message = message
        self.status = status
        self.directoryTransaction = directoryTransaction
        self.issuerTransaction = issuerTransaction
        self.eci = eci
        self.value = value
        self.acsURL = acsURL
    }
}

extension PaymentAttempt {
    /// The challenge that the customer may go to now.
    package var openChallenge: Authentication.Challenge? {
        state == .needsAuthentication ? authentication?.challenge : nil
    }

    /// Writes down what was said, and tells what happens to the attempt.
    ///
    /// - Parameters:
    ///   - word: from the directory server or the issuer.
    ///   - policy: the merchant's, for an authentication that could not be tried.
    ///   - now: the machine's time.
    /// - Returns: what happens; nil for a word that cannot be.
    package mutating func hear(
        _ word: AuthenticationWord,
        unavailable policy: MerchantSettings.AuthenticationAway,
        at now: Date
    ) -> AttemptEvent? {
        guard var heard = authentication else { return nil }
        let move = word.status.move(in: word.message)
        heard.status = word.status
        heard.directoryTransaction = word.directoryTransaction ?? heard.directoryTransaction
        heard.issuerTransaction = word.issuerTransaction ?? heard.issuerTransaction
        heard.eci = word.eci
        heard.value = move == .authorize ? word.value : nil
        var event: AttemptEvent?
        switch move {
        case .malformed: return nil
        case .authorize: event = .authenticated
        case .authorizeWithoutProof: event = .authenticationWaived
        case .unavailable:
            event = heard.reason.insists || policy == .refuse ? .authenticationFailed : .authenticationWaived
        case .refuse, .refuseCard: event = .authenticationFailed
        case .challenge:
            guard let acsURL = word.acsURL else { return nil }
            heard.challenge = Authentication.Challenge(acsURL: acsURL, opened: now)
            event = .challenged
        }
        authentication = heard
        if event == .authenticationFailed { decline = Decline(.authenticationRequired) }
        return event
    }
}
