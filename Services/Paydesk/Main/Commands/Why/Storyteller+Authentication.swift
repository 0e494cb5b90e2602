import Foundation

// 3-D Secure: who wanted it, what the bank said, and what that means for the payment.
extension Storyteller {
    func authentication(_ step: StepRecord, _ attempt: AttemptRecord) -> (Story.Actor, String)? {
        switch step.event {
        case "authentication_required":
            let who =
                step.before == "sending"
                ? "The card's bank refused to decide without 3-D Secure, so it"
                : Self.askers[attempt.authenticationReason ?? ""] ?? "It was decided that the bank"
            return (.sessionAPI, "\(who) is asked to confirm that the customer is the card's holder (3-D Secure).")
        case "challenged":
            return (
                .bank,
                "Wants to ask the customer something (3-D Secure challenge): the customer is sent to the bank's page."
            )
        case "authenticated", "authentication_waived", "authentication_failed":
            return (.bank, Self.answer(step))
        default: return nil
        }
    }

    /// What came when it could not count any more.
    func lateWord(_ attempt: AttemptRecord) -> [Story.Entry] {
        guard let status = attempt.lateWord, let at = attempt.lateWordAt else { return [] }
        return [
            Story.Entry(
                at: at,
                who: .bank,
                kind: .authentication,
                text:
                    "Answered after all (3-D Secure status \(status)), too late to count: it was noted, and nothing else.",
                references: ["attempt": attempt.id]
            )
        ]
    }

    private static let askers = [
        "merchant": "The merchant wants 3-D Secure for this session: the card's bank",
        "merchant_challenge": "The merchant wants a 3-D Secure challenge for this session: the card's bank",
        "risk": "Because of the score, the card's bank",
        "unscored": "The payment has no score, and the merchant's settings then want 3-D Secure: the card's bank",
        "issuer": "The card's bank refused to decide without 3-D Secure, so it",
    ]

    /// A step's note begins with the transStatus of EMV 3-D Secure; behind it may stand why.
    private static func answer(_ step: StepRecord) -> String {
        let note = step.note ?? ""
        let status = note.prefix { $0.isLetter && $0.isUppercase }
        let why = note.dropFirst(status.count).trimmingCharacters(in: [":", " "])
        let known = status.count == 1 ? statuses[String(status)] : nil
        let reason = why.isEmpty ? "" : " (\(why))"
        let consequence =
            switch step.event {
            case "authenticated": "The payment goes on."
            case "authentication_waived": "The payment goes on without the bank's word, as the merchant's settings say."
            default: "The card is not charged."
            }
        guard let known else { return "Answered \"\(note)\" to 3-D Secure. \(consequence)" }
        return "\(known)\(reason) (3-D Secure status \(status)). \(consequence)"
    }

    private static let statuses = [
        "Y": "Vouched for the customer",
        "A": "Could not ask the customer, and confirmed that it was tried",
        "N": "Did not recognize the customer",
        "U": "Could not check the customer",
        "R": "Rejected: no payment with this card",
        "C": "The customer did not answer the bank",
        "D": "Wanted to ask by a way that was not offered",
        "I": "Took note, and neither confirmed nor refused",
        "S": "Wanted something that was not asked for",
    ]
}
