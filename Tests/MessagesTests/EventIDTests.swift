import Foundation
import Messages
import Payments
import Testing

@Suite struct `An event id` {
    @Test func `spells its message's UUID and reads back`() {
        let randomness = Randomness.seeded(1)
        for _ in 0..<100 {
            let id = randomness.uuidV7(at: Date(timeIntervalSince1970: 1_700_000_000))
            let text = EventID.text(id)
            #expect(text.utf8.count == 28)
            #expect(EventID.uuid(text) == id)
        }
    }

    @Test(
        arguments: [
            "", "evt_", "evt_1", "evt_zzzzzzzzzzzzzzzzzzzzzzzz", "req_000000000000000000000000",
            "evt_00000000000000000000000-", "evt_0000000000000000000000000",
        ]
    )
    func `from outside is refused when it spells none`(_ text: String) {
        #expect(EventID.uuid(text) == nil)
    }

    @Test func `sorts by time`() {
        let randomness = Randomness.seeded(2)
        let earlier = EventID.text(randomness.uuidV7(at: Date(timeIntervalSince1970: 1_700_000_000)))
        let later = EventID.text(randomness.uuidV7(at: Date(timeIntervalSince1970: 1_700_000_001)))
        #expect(Array(earlier.utf8).lexicographicallyPrecedes(Array(later.utf8)))
    }
}
