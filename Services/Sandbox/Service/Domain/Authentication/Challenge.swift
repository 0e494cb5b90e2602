import Foundation
import Payments

/// A question that the issuer put to a cardholder, from the request that led to it to the answer.
///
/// What must be known later was computed while the card was there: no number is in it.
struct Challenge: Hashable, Sendable, Codable {
    let ids: AuthenticationIDs
    /// Where the result goes.
    let serverURL: String
    /// Where the browser goes afterwards.
    let notificationURL: String
    let merchant: String
    let money: Money
    let brand: CardBrand
    let last4: String
    let question: Question
    /// Given out with Y and A only.
    let cavv: String
    let opened: Date
    /// `threeDSSessionData`, brought by the browser and given back to it unread.
    var sessionData: String?
    var wrongCodes = 0
    var outcome: AuthenticationOutcome?
    /// Whether the merchant's side has acknowledged the result, or is not to get one.
    var isReported = false

    var id: String { ids.acs }

    enum Limits {
        /// How many wrong codes are one too many.
        static let wrongCodes = 3
        /// How long the cardholder may take.
        static let answer: TimeInterval = 15 * 60
        /// How long a browser that comes late or comes back is shown on.
        static let memory: TimeInterval = 60 * 60
    }

    /// What the browser brings back: a hint for the page, never the result.
    var returnedStatus: TransStatus? {
        guard let outcome else { return nil }
        let told = question.reporting == .againstReturn ? outcome.opposite : outcome
        return told.status.hasProof ? .authenticated : .notAuthenticated
    }

    /// How often the cardholder sent something.
    var interactions: Int { wrongCodes + (outcome == nil || outcome?.cancel == .timedOut ? 0 : 1) }
}

/// The ids of one authentication: of the merchant's 3-D Secure server, the directory server and the issuer.
struct AuthenticationIDs: Hashable, Sendable, Codable {
    let version: String
    let server: String
    let ds: String
    let acs: String
}

extension Challenge {
    /// What a cardholder presses.
    enum Answer: Hashable, Sendable {
        case approve(code: String)
        case refuse
    }

    /// What an answer leads to; nil when it changes nothing, since the first decision counts.
    func event(for answer: Answer, code: String, at now: Date) -> ChallengeEvent? {
        guard outcome == nil else { return nil }
        if now >= opened + Limits.answer { return .decided(timeout) }
        switch answer {
        case .refuse:
            return .decided(AuthenticationOutcome(.notAuthenticated, cancel: .cardholder))
        case .approve where !question.wantsCode:
            return .decided(AuthenticationOutcome(question.approval))
        case .approve(let given):
            let digits = given.filter(\.isNumber)
            if digits == code { return .decided(AuthenticationOutcome(question.approval)) }
            // Pressing too early is no guess.
            if digits.isEmpty { return nil }
            guard wrongCodes + 1 < Limits.wrongCodes else {
                return .decided(AuthenticationOutcome(.notAuthenticated, reason: .tooManyChallenges))
            }
            return .guessedWrong
        }
    }

    /// What time alone leads to.
    func event(at now: Date) -> ChallengeEvent? {
        outcome == nil && now >= opened + Limits.answer ? .decided(timeout) : nil
    }

    private var timeout: AuthenticationOutcome {
        AuthenticationOutcome(.notAuthenticated, reason: .timedOut, cancel: .timedOut)
    }

    /// - Returns: the results to report, in their order.
    var reports: [ResultReport] {
        guard let outcome else { return [] }
        let report = ResultReport(outcome: outcome, isGenuine: true)
        return switch question.reporting {
        case .beforeReturn, .afterReturn, .againstReturn: [report]
        case .never: []
        case .twice: [report, report]
        case .againstItself: [report, ResultReport(outcome: outcome.opposite, isGenuine: true)]
        case .strangerFirst: [ResultReport(outcome: AuthenticationOutcome(.authenticated), isGenuine: false), report]
        }
    }
}

/// One result to be told to the merchant's side.
struct ResultReport: Hashable, Sendable {
    let outcome: AuthenticationOutcome
    /// False for one that comes with a credential that is wrong.
    let isGenuine: Bool
}
