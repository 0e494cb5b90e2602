import Foundation
import TestSupport
import Testing

@testable import paydesk

@Suite struct StoryTests {
    private func story(_ name: String) -> Story {
        Storyteller(records: StorySamples.records(name), now: StoryRows.at(90)).story()
    }

    @Test(arguments: StorySamples.names)
    func `a session tells its story on 80 columns`(_ name: String) throws {
        let text = StoryText.text(story(name))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        try expectSnapshot(text + "\n", named: "why-\(name)")
    }

    @Test func `the story as JSON keeps its form`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(story("declined")), as: UTF8.self)
        try expectSnapshot(text + "\n", named: "why-declined-json")
    }

    @Test(arguments: [
        ("paid", Story.Conclusion.State.paid, false),
        ("challenged", .paid, false),
        ("declined", .open, true),
        ("blocked", .open, false),
        ("unclear", .unclear, true),
        ("expired", .unpaid, true),
        ("untouched", .open, false),
    ])
    func `the end says where it stands, and whether something is to be done`(
        _ name: String,
        _ state: Story.Conclusion.State,
        _ hasAction: Bool
    ) {
        let conclusion = story(name).conclusion
        #expect(conclusion.state == state)
        #expect((conclusion.action != nil) == hasAction)
    }

    @Test func `a merchant's clock that is ahead does not tear the story apart`() {
        var records = StorySamples.records("paid")
        // A day ahead: what the application wrote down, but not what the database and the vault did.
        records.session.created += 86_400
        records.session.expires += 86_400
        records.session.clockAhead = 86_400
        for index in records.attempts.indices { records.attempts[index].created += 86_400 }
        for index in records.steps.indices { records.steps[index].at += 86_400 }
        for index in records.charges.indices { records.charges[index].created += 86_400 }
        for index in records.events.indices { records.events[index].created += 86_400 }
        let ahead = Storyteller(records: records, now: StoryRows.at(90)).story()
        #expect(ahead.timeline.map(\.text) == story("paid").timeline.map(\.text))
        #expect((ahead.timeline.last?.seconds ?? 0) < 100)
    }

    @Test func `what stands behind the ? of a receiver's URL is not shown`() {
        #expect(!StoryText.text(story("paid")).contains("secret"))
    }

    @Test(arguments: [
        (0.0041, "0.004 s"), (59.9, "59.900 s"), (61.5, "1m 01.500s"), (3661, "1h 01m 01s"), (90_061, "1d 01h 01m"),
    ])
    func `spans fit their column`(_ seconds: Double, _ text: String) {
        #expect(Timespan.column(seconds) == text)
    }

    @Test(arguments: [("90s", 90.0), ("30m", 1800), ("2h", 7200), ("7d", 604_800)])
    func `spans are read`(_ text: String, _ seconds: Double) {
        #expect(Timespan.seconds(text) == seconds)
    }

    @Test(arguments: ["", "7", "h", "-2h", "2w", "infh"])
    func `what is no span is none`(_ text: String) {
        #expect(Timespan.seconds(text) == nil)
    }
}
