import Foundation
import Testing

@testable import VaultService

@Suite struct SecretMemoryTests {
    @Test func `a slot comes back empty`() {
        let arena = SecretArena(slotBytes: 64)
        let slot = arena.take()
        memset(slot, 0x34, 64)
        arena.give(back: slot)
        let again = arena.take()
        #expect(again == slot)
        #expect(UnsafeRawBufferPointer(start: again, count: 64).allSatisfy { $0 == 0 })
    }

    @Test func `slots do not overlap, beyond one piece of memory too`() {
        let arena = SecretArena(slotBytes: 4096)
        let slots = (0..<40).map { _ in UInt(bitPattern: arena.take()) }.sorted()
        #expect(zip(slots, slots.dropFirst()).allSatisfy { $1 - $0 >= 4096 })
    }

    @Test func `nothing that holds card data can be printed`() throws {
        let card = try entry(cardBody())
        var printed = "\(card) \(String(reflecting: card)) \(card.number) \(card.code) \(String(reflecting: card.code))"
        dump(card, to: &printed)
        dump(card.number.digits, to: &printed)
        #expect(!printed.contains("4242424242424242"))
        #expect(!printed.contains("123"))
        #expect(!printed.contains("Ada"))
        #expect(printed.contains("<redacted>"))
    }

    @Test func `a network buffer is overwritten where it lies`() {
        let bytes = Array("4242424242424242".utf8)
        bytes.withUnsafeBytes { wipe($0) }
        #expect(bytes.allSatisfy { $0 == 0 })
    }
}
