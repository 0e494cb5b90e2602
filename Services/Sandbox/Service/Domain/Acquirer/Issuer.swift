import Foundation
import Payments

/// The bank behind the test cards: one pure decision per authorization.
enum Issuer {
    /// What the issuer answers.
    struct Decision: Hashable, Sendable {
        let responseCode: ResponseCode
        let cvcCheck: CVCCheck

        var isApproved: Bool { responseCode == .approved }
    }

    /// An authenticated request carries a CAVV, the issuer's proof of a 3-D Secure authentication.
    static func decide(_ card: PresentedCard, isAuthenticated: Bool, at now: Date) -> Decision {
        let behaviour = card.behaviour
        return Decision(
            responseCode: code(card, behaviour, isAuthenticated: isAuthenticated, at: now),
            cvcCheck: check(card, behaviour)
        )
    }

    private static func code(
        _ card: PresentedCard,
        _ behaviour: CardBehaviour,
        isAuthenticated: Bool,
        at now: Date
    ) -> ResponseCode {
        guard card.passesLuhn else { return .invalidNumber }
        guard let expiry = card.expiry, !expiry.isPast(at: now) else { return .expiredCard }
        return switch behaviour {
        case .approves: .approved
        case .declines(let code): code
        case .failsCVC(let answer): card.hasCVC ? answer : .approved
        case .wantsAuthentication(let afterwards): isAuthenticated ? afterwards : .authenticationRequired
        }
    }

    private static func check(_ card: PresentedCard, _ behaviour: CardBehaviour) -> CVCCheck {
        guard card.hasCVC else { return .notProvided }
        if case .failsCVC = behaviour { return .mismatch }
        return .match
    }
}

/// The issuer's word on the CVC.
enum CVCCheck: String, Codable, Sendable {
    case match, mismatch
    case notProvided = "not_provided"
}
