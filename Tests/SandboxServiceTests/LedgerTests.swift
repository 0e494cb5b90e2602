import Foundation
import Payments
import Testing

@testable import SandboxService

@Suite struct LedgerTests {
    private let folder: TestFolder
    private let clock = TestClock()

    init() throws {
        folder = try TestFolder()
    }

    private func open(_ name: String = "ledger") throws -> Ledger {
        try Ledger(path: folder.path(name), issuer: .test, clock: clock.clock, randomness: .system)
    }

    private func request(
        _ key: String,
        number: String = "4242424242424242",
        amount: Int64 = 2000,
        capture: Bool = true
    ) throws -> AuthorizationRequest {
        AuthorizationRequest(
            key: key,
            money: Money(amount, try #require(Currency("eur"))),
            capture: capture,
            merchant: "acct_1",
            reference: "cs_test_1",
            card: try #require(
                PresentedCard(number: number, expiry: CardExpiry(month: 12, year: 2034), cvc: "314")
            ),
            proof: nil
        )
    }

    /// One of everything.
    private func fill(_ ledger: Ledger) async throws {
        _ = try await ledger.authorize(try request("captured"))
        _ = try await ledger.authorize(try request("declined", number: "4000000000000002"))
        let held = try await ledger.authorize(try request("held", capture: false))
        _ = try await ledger.change(.capture, held.id, amount: 1500, key: "held-capture")
        _ = try await ledger.change(.refund, held.id, amount: 500, key: "held-refund")
        let voided = try await ledger.authorize(try request("voided", capture: false))
        _ = try await ledger.change(.void, voided.id, amount: nil, key: "voided-void")
        _ = try await ledger.authorize(try request("reversed"))
        _ = try await ledger.reverse(key: "reversed")
        _ = try await ledger.reverse(key: "never seen")
    }

    @Test func `the book is the same after a restart`() async throws {
        let before: [Transaction]
        do {
            let ledger = try open()
            try await fill(ledger)
            before = try await ledger.transactions(since: 0)
        }
        let ledger = try open()
        #expect(try await ledger.transactions(since: 0) == before)
        #expect(before.map(\.captured) == [2000, 0, 1500, 0, 0])
        #expect(before.map(\.refunded) == [0, 0, 500, 0, 0])
        #expect(before.map(\.isVoided) == [false, false, false, true, true])
        let again = try await ledger.authorize(try request("captured"))
        #expect(again == before.first)
        await #expect(throws: Refusal.keyReversed) { try await ledger.authorize(try request("never seen")) }
        await #expect(throws: Refusal.keyReversed) { try await ledger.authorize(try request("reversed")) }
    }

    /// A killed process leaves any prefix of what it wrote; only what was acknowledged must be there.
    @Test func `a file cut at any byte opens, with every whole line in it`() async throws {
        let ledger = try open()
        try await fill(ledger)
        let bytes = try #require(FileManager.default.contents(atPath: folder.path("ledger")))
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        for length in stride(from: 0, through: bytes.count, by: 7) {
            try Data(bytes.prefix(length)).write(to: URL(filePath: folder.path("cut")))
            do {
                let cut = try open("cut")
                let whole = ends.filter { $0 < length }.count
                let left = try #require(FileManager.default.contents(atPath: folder.path("cut")))
                #expect(left.count { $0 == UInt8(ascii: "\n") } == whole)
                #expect(left.last ?? UInt8(ascii: "\n") == UInt8(ascii: "\n"))
                _ = try await cut.authorize(try request("after"))
            }
            let reopened = try open("cut")
            #expect(try await reopened.transaction(forKey: "after") != nil, "cut at \(length)")
        }
    }

    @Test func `a last line of rubbish is cut off, one in the middle stops the start`() async throws {
        do {
            let ledger = try open()
            _ = try await ledger.authorize(try request("a"))
        }
        let sound = folder.contents("ledger")
        try Data((sound + "\u{0}\u{0}\u{0}\n").utf8).write(to: URL(filePath: folder.path("ledger")))
        #expect(try await open().transactions(since: 0).count == 1)
        #expect(folder.contents("ledger") == sound)
        try Data(("rubbish\n" + sound).utf8).write(to: URL(filePath: folder.path("ledger")))
        #expect(throws: AppendLog.Unreadable(line: 1)) { try open() }
    }

    @Test func `a file has one writer`() throws {
        let first = try open()
        #expect(throws: AppendLog.Failure.inUse(path: folder.path("ledger"))) { try open() }
        #expect(first.isWritable)
    }

    @Test func `fifty at once with one key are one transaction and one line`() async throws {
        let ledger = try open()
        let request = try request("same")
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await ledger.authorize(request).id.rawValue } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(folder.contents("ledger").count { $0 == "\n" } == 1)
    }

    @Test func `an authorization and a reversal at once leave nothing charged`() async throws {
        let ledger = try open()
        for round in 0..<50 {
            let request = try request("race-\(round)")
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await ledger.authorize(request) }  // refused when the reversal was first
                group.addTask { _ = try? await ledger.reverse(key: request.key) }  // never refused
            }
            #expect(try await ledger.transaction(forKey: request.key)?.isVoided ?? true)
        }
        #expect(try await ledger.transactions(since: 0).allSatisfy { $0.captured == 0 })
    }

    @Test func `refunds at once never give back more than was captured`() async throws {
        let ledger = try open()
        let paid = try await ledger.authorize(try request("paid", amount: 1000))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    // Most are refused: that is the point.
                    _ = try? await ledger.change(.refund, paid.id, amount: 300, key: "refund-\(number)")
                }
            }
        }
        #expect(try await ledger.transaction(forKey: "paid")?.refunded == 900)
    }

    @Test func `a key stands for one request`() async throws {
        let ledger = try open()
        let paid = try await ledger.authorize(try request("k", capture: false))
        await #expect(throws: Refusal.keyReused) { try await ledger.authorize(try request("k", amount: 2001)) }
        await #expect(throws: Refusal.keyReused) {
            try await ledger.authorize(try request("k", number: "5555555555554444"))
        }
        await #expect(throws: Refusal.keyReused) { try await ledger.change(.void, paid.id, amount: nil, key: "k") }
        _ = try await ledger.change(.capture, paid.id, amount: 700, key: "c")
        let replay = try await ledger.change(.capture, paid.id, amount: 700, key: "c")
        #expect(replay.captured == 700)
        await #expect(throws: Refusal.keyReused) { try await ledger.change(.capture, paid.id, amount: 701, key: "c") }
        await #expect(throws: Refusal.notReversible) { try await ledger.reverse(key: "c") }
    }

    @Test func `no card number and no CVC is in the file`() async throws {
        let ledger = try open()
        for card in IssuerTests.cards where card.code != "14" {
            _ = try await ledger.authorize(
                try request("key-\(card.number.suffix(4))-\(card.code)", number: card.number)
            )
        }
        let text = folder.contents("ledger")
        #expect(!text.isEmpty)
        for card in IssuerTests.cards {
            #expect(!text.contains(card.number))
            #expect(!text.contains(Data(card.number.utf8).base64EncodedString()))
        }
        #expect(!CardNumberScan.containsCardNumber(text))
        #expect(!text.contains("\"314\""))
    }
}
