import Foundation

/// Makes the story of a session from its rows; pure, so that the same rows always tell the same story.
struct Storyteller: Sendable {
    let records: SessionRecords
    let now: Date

    func story() -> Story {
        let session = records.session
        var entries =
            sessionEntries() + attemptEntries() + refundEntries() + callEntries() + eventEntries() + deliveryEntries()
        // Stable: what has the same time stays in the order of cause and effect.
        entries = entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        let start = entries.first?.at ?? session.created
        for index in entries.indices { entries[index].seconds = entries[index].at.timeIntervalSince(start) }
        return Story(
            session: Story.Head(
                id: session.id,
                merchant: session.merchant,
                merchantName: session.merchantName,
                livemode: session.livemode,
                status: session.status,
                paymentStatus: session.paymentStatus,
                amount: session.amount,
                currency: session.currency,
                money: session.money(session.amount),
                paymentIntent: session.intent
            ),
            timeline: entries,
            conclusion: conclusion()
        )
    }

    /// A moment of the merchant's time by the machine's clock: in test mode the merchant's may be ahead, as its events show.
    func machineTime(_ moment: Date) -> Date {
        let nearest = records.events.min {
            abs($0.created.timeIntervalSince(moment)) < abs($1.created.timeIntervalSince(moment))
        }
        let ahead = nearest.map { $0.created.timeIntervalSince($0.written) } ?? Double(records.session.clockAhead)
        // What differs by less than a minute is the time that writing took.
        return abs(ahead) < 60 ? moment : moment.addingTimeInterval(-ahead)
    }

    func attempt(_ id: String?) -> AttemptRecord? {
        records.attempts.first { $0.id == id }
    }

    func money(_ amount: Int64) -> String { records.session.money(amount) }

    private func sessionEntries() -> [Story.Entry] {
        let session = records.session
        let life = Timespan.words(session.expires.timeIntervalSince(session.created))
        return [
            Story.Entry(
                at: machineTime(session.created),
                who: .merchant,
                kind: .created,
                text:
                    "The merchant's server asked for the session: \(money(session.amount)), to be paid within \(life).",
                references: ["session": session.id]
            )
        ]
    }
}
