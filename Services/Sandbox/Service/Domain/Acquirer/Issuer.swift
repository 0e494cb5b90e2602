import Foundation
import Payments

/// The bank behind the test cards: one pure decision per authorization.
struct Issuer: Sendable {
    /// What it made its CAVVs with.
    let key: ProofKey

    /// What the issuer answers.
    struct Decision: Hashable, Sendable {
        let responseCode: ResponseCode
        let cvcCheck: CVCCheck
        let proofCheck: ProofCheck

        var isApproved: Bool { responseCode == .approved }

        /// The answer to a proof that has paid for something else already.
        static func replayed(_ cvcCheck: CVCCheck) -> Decision {
            Decision(responseCode: .doNotHonor, cvcCheck: cvcCheck, proofCheck: .replayed)
        }
    }

    /// Decides about one authorization; whether its proof was used before is the book's to know.
    func decide(_ card: PresentedCard, _ money: Money, proof: PresentedProof?, at now: Date) -> Decision {
        let behaviour = card.behaviour
        let check = proof.map { key.matches($0, card, money) ? ProofCheck.match : .mismatch } ?? .notProvided
        return Decision(
            responseCode: Self.code(card, behaviour, check, at: now),
            cvcCheck: Self.check(card, behaviour),
            proofCheck: check
        )
    }

    private static func code(
        _ card: PresentedCard,
        _ behaviour: CardBehaviour,
        _ proof: ProofCheck,
        at now: Date
    ) -> ResponseCode {
        guard card.passesLuhn else { return .invalidNumber }
        guard let expiry = card.expiry, !expiry.isPast(at: now) else { return .expiredCard }
        // A proof that is not for this payment is worse than none: somebody tries.
        if proof == .mismatch { return .doNotHonor }
        return switch behaviour {
        case .approves: .approved
        case .declines(let code): code
        case .failsCVC(let answer): card.hasCVC ? answer : .approved
        case .wantsAuthentication(let afterwards): proof == .match ? afterwards : .authenticationRequired
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
