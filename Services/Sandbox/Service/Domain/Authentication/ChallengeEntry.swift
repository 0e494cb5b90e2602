import Foundation

/// Something that happens to a challenge.
enum ChallengeEvent: Hashable, Sendable, Codable {
    /// The browser came, with the data that it is to bring back.
    case visited(sessionData: String)
    case guessedWrong
    case decided(AuthenticationOutcome)
    case reported
}

/// One line of the challenges' file.
enum ChallengeEntry: Hashable, Sendable, Codable {
    case opened(Challenge)
    case happened(challenge: String, ChallengeEvent)
}

extension Challenge {
    mutating func apply(_ event: ChallengeEvent) {
        switch event {
        case .visited(let sessionData): self.sessionData = sessionData
        case .guessedWrong: wrongCodes += 1
        case .decided(let outcome) where self.outcome == nil: self.outcome = outcome
        case .decided: break
        case .reported: isReported = true
        }
    }
}
