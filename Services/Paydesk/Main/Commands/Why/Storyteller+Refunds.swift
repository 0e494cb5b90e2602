import Foundation

// Money given back.
extension Storyteller {
    func refundEntries() -> [Story.Entry] {
        records.refunds.flatMap { refund in
            let reason = refund.reason.map { ", \($0.replacing("_", with: " "))" } ?? ""
            let asked = Story.Entry(
                at: machineTime(refund.created),
                who: .merchant,
                kind: .refund,
                text: "Asked to give \(money(refund.amount)) back\(reason).",
                references: ["refund": refund.id, "charge": refund.charge]
            )
            let steps = records.refundSteps.filter { $0.attempt == refund.id }.sorted { $0.position < $1.position }
            return [asked] + steps.compactMap { step($0, of: refund) }
        }
    }

    /// Nil for what the request has told already.
    private func step(_ step: StepRecord, of refund: RefundRecord) -> Story.Entry? {
        let why = step.note.map { " (\($0))" } ?? ""
        let sentence: (Story.Actor, String)? =
            switch step.event {
            case "requested": nil  // told by the request
            case "settled": (.acquirer, "Gave \(money(refund.amount)) back to the card.")
            case "refused":
                (
                    .acquirer,
                    "Does not give the money back\(why). It is told to refuse this refund for good, so that it cannot "
                        + "happen later."
                )
            case "silence":
                (
                    .sessionAPI,
                    "No readable answer to the refund came\(why): nobody here knows whether the money went back. The acquirer "
                        + "is asked under the same key until it says, so that it happens once at most."
                )
            case "withdrawn": (.acquirer, "Confirmed that the refund will not happen. Nothing was given back.")
            default: (.sessionAPI, "Noted \"\(step.event.replacing("_", with: " "))\" for the refund\(why).")
            }
        return sentence.map { who, text in
            Story.Entry(
                at: machineTime(step.at),
                who: who,
                kind: .refund,
                text: text,
                references: ["refund": refund.id]
            )
        }
    }

    /// What is still open of refunds; nil when nothing is.
    func openRefund() -> Story.Conclusion? {
        guard let refund = records.refunds.last(where: { ["sending", "unknown", "withdrawing"].contains($0.state) })
        else {
            return nil
        }
        return Story.Conclusion(
            state: .unclear,
            meaning:
                "The customer paid, and a refund of \(money(refund.amount)) is on its way: the acquirer has not said yet "
                + "whether the money went back.",
            action: refund.state == "sending"
                ? "Look again in some seconds."
                : "Do not refund by other means. If this lasts for minutes, see whether the acquirer can be reached: "
                    + "paydesk doctor"
        )
    }
}
