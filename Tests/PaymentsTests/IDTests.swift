import Foundation
import Payments
import Testing

private enum Thing: Identified {
    static let prefix = "thing_"
    static let length = 24
}

@Suite struct IDTests {
    @Test func `a new id has its prefix and random letters and digits`() throws {
        let id = ID<Thing>.make(.system)
        #expect(id.rawValue.hasPrefix("thing_"))
        #expect(id.rawValue.utf8.count == 30)
        #expect(ID<Thing>(id.rawValue) == id)
        #expect(ID<Thing>.make(.system) != id)
    }

    @Test(arguments: [
        "", "thing_", "other_abc", "thing_a b", "thing_é", "thing_a'b", "thing_" + String(repeating: "a", count: 250),
    ])
    func `text from outside is no id unless it looks like one`(_ text: String) {
        #expect(ID<Thing>(text) == nil)
    }

    @Test func `a version 7 UUID sorts by its time`() {
        let early = Randomness.system.uuidV7(at: Date(timeIntervalSince1970: 1_700_000_000))
        let late = Randomness.system.uuidV7(at: Date(timeIntervalSince1970: 1_700_000_000.002))
        #expect(early.uuidString < late.uuidString)
        #expect(early.uuidString.dropFirst(14).first == "7")
    }

    @Test func `the same seed gives the same sequence`() {
        let (a, b) = (Randomness.seeded(7), Randomness.seeded(7))
        #expect(a.base62(40) == b.base62(40))
        #expect(a.bytes(16) == b.bytes(16))
        #expect(a.base62(40) != Randomness.seeded(8).base62(40))
    }

    @Test func `numbers survive base 62, and sort like themselves`() {
        for value: UInt128 in [0, 1, 61, 62, 1 << 64, .max] {
            #expect(Base62.decode(Base62.encode(value, length: 22)) == value)
        }
        #expect(Base62.encode(9, length: 3) < Base62.encode(10, length: 3))
        #expect(Base62.decode("a-b") == nil)
        #expect(Base62.decode(String(repeating: "z", count: 23)) == nil)
    }
}
