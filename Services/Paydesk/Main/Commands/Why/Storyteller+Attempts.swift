import Foundation
import SessionService

// Tries to pay: pressing Pay, the score, and every step until the outcome.
extension Storyteller {
    func attemptEntries() -> [Story.Entry] {
        records.attempts.flatMap { attempt in
            [pressed(attempt)] + score(attempt)
                + records.steps.filter { $0.attempt == attempt.id }.sorted { $0.position < $1.position }
                .compactMap { step($0, of: attempt) } + lateWord(attempt)
        }
    }

    private func pressed(_ attempt: AttemptRecord) -> Story.Entry {
        Story.Entry(
            at: machineTime(attempt.created),
            who: .customer,
            kind: .attempt,
            text: "Pressed Pay on the page: try \(attempt.number), with \(attempt.card).",
            references: ["attempt": attempt.id]
        )
    }

    // MARK: Score

    private func score(_ attempt: AttemptRecord) -> [Story.Entry] {
        guard let decision = attempt.riskDecision else { return [] }
        let verdict = records.verdicts.first { $0.attempt == attempt.id }
        let first = records.steps.first { $0.attempt == attempt.id }
        let at = verdict?.at ?? first.map { machineTime($0.at) } ?? machineTime(attempt.created)
        guard let score = attempt.riskScore else {
            return [
                Story.Entry(
                    at: at,
                    who: .fraudScorer,
                    kind: .score,
                    text:
                        "Gave no score in time. The payment \(Self.withoutScore[decision] ?? "went on"), as the merchant's "
                        + "settings say for that case, and is marked as not assessed.",
                    references: ["attempt": attempt.id]
                )
            ]
        }
        var details = (verdict?.reasons ?? []).map(Self.reason)
        if verdict == nil { details = attempt.riskReasons.filter { !RiskLevels.contains($0) }.map(RiskWords.phrase) }
        if let verdict, verdict.computedDecision != verdict.decision {
            details.append(
                "In test mode these rules are only watched; in live mode the decision is "
                    + "\"\(verdict.computedDecision)\"."
            )
        }
        return [
            Story.Entry(
                at: at,
                who: .fraudScorer,
                kind: .score,
                text: "Score \(score) of 100: \(Self.decisions[decision] ?? decision).",
                details: details,
                references: ["attempt": attempt.id]
            )
        ]
    }

    private static func reason(_ reason: VerdictRecord.Reason) -> String {
        reason.points == 0 ? reason.message : "\(reason.message) (\(reason.points) points)"
    }

    private static let decisions = [
        "allow": "low, the payment goes on",
        "authenticate": "the customer's bank should confirm the customer first",
        "review": "the payment goes on, and somebody should look at it",
        "block": "too risky, the payment is refused",
    ]

    private static let withoutScore = [
        "allow": "went on without it",
        "review": "went on without it",
        "authenticate": "was sent to the customer's bank for confirmation",
        "block": "was refused",
    ]

    // MARK: Steps

    private func step(_ step: StepRecord, of attempt: AttemptRecord) -> Story.Entry? {
        guard let (who, text) = sentence(step, attempt) else { return nil }
        var references = ["attempt": attempt.id]
        if step.after == "sending" { references["acquirer_key"] = "\(records.session.id)-\(attempt.number)" }
        if let transaction = attempt.transaction, ["captured", "authorized"].contains(step.event) {
            references["transaction"] = transaction
        }
        return Story.Entry(at: machineTime(step.at), who: who, kind: .step, text: text, references: references)
    }

    private func sentence(_ step: StepRecord, _ attempt: AttemptRecord) -> (Story.Actor, String)? {
        let amount = money(records.session.amount)
        switch step.event {
        case "scored": return nil  // told by the score
        case "blocked":
            let why = attempt.riskDecision == "block" ? "because of the score" : "because \(step.note ?? "of a rule")"
            return (
                .sessionAPI,
                "Refused the payment \(why). No bank was asked for money; the customer sees an ordinary decline."
            )
        case "cleared":
            return (.sessionAPI, "Noted that the acquirer \"\(attempt.acquirer)\" is going to be asked for \(amount).")
        case "captured": return (.acquirer, "Approved, and took \(amount).")
        case "authorized": return (.acquirer, "Approved, and reserved \(amount) until it is captured.")
        case "declined": return (.bank, "Declined: \(DeclineWords.of(attempt)). Nothing is charged.")
        case "voided": return (.acquirer, "Let go of the reserved \(amount).")
        default: return trouble(step, attempt) ?? authentication(step, attempt) ?? unfamiliar(step)
        }
    }

    private func trouble(_ step: StepRecord, _ attempt: AttemptRecord) -> (Story.Actor, String)? {
        let why = step.note.map { " (\($0))" } ?? ""
        switch step.event {
        case "not_sent":
            return (
                .sessionAPI,
                "The acquirer could not be reached\(why): nothing was sent, nothing is charged. The customer may press "
                    + "Pay again."
            )
        case "cvc_lost":
            return (
                .sessionAPI,
                "The security code was gone before anything was sent\(why). The page asks the customer for it again."
            )
        case "silence":
            return (
                .sessionAPI,
                "No readable answer came\(why): nobody here knows whether the card was charged. From now on the "
                    + "acquirer is asked until it says; no second payment can start meanwhile."
            )
        case "not_found":
            return (
                .sessionAPI,
                "The acquirer does not know the payment. The request may still arrive there, so it is told to refuse it."
            )
        case "unwanted":
            return (
                .sessionAPI,
                "Approved, but of no use any more\(why): the acquirer is told to undo it."
            )
        case "reversed":
            return (.acquirer, "Confirmed that it is undone and will be refused from now on. Nothing is charged.")
        case "abandoned": return (.sessionAPI, "Gave the try up before anything was sent\(why).")
        default: return nil
        }
    }

    private func unfamiliar(_ step: StepRecord) -> (Story.Actor, String) {
        let event = step.event.replacing("_", with: " ")
        return (.sessionAPI, "Noted \"\(event)\"\(step.note.map { " (\($0))" } ?? "").")
    }
}

/// Why a card was refused, in words.
enum DeclineWords {
    static func of(_ attempt: AttemptRecord) -> String {
        let reason = (attempt.decline ?? "no reason given").replacing("_", with: " ")
        return attempt.networkCode.map { "\(reason) (network code \($0))" } ?? reason
    }
}

/// Lines of a score that only name its level.
enum RiskLevels {
    static func contains(_ code: String) -> Bool { code == "highest_risk_level" || code == "elevated_risk_level" }
}
