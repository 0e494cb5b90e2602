import Synchronization
import Testing

@testable import VaultService

/// Time that a test moves.
final class TestTime: Sendable {
    private let now = Mutex(Duration.seconds(100))

    func pass(_ duration: Duration) {
        now.withLock { $0 += duration }
    }

    var uptime: @Sendable () -> Duration {
        { self.now.withLock { $0 } }
    }
}

@Suite struct CodeHoldTests {
    private let time = TestTime()

    private func hold(capacity: Int = 10, merchantCapacity: Int = 10) -> CodeHold {
        CodeHold(
            lifetime: .seconds(900),
            capacity: capacity,
            merchantCapacity: merchantCapacity,
            uptime: time.uptime
        )
    }

    @Test func `a code is taken once`() throws {
        let hold = hold()
        #expect(hold.hold(try secret("123"), for: "a", of: "m"))
        #expect(hold.holds("a"))
        #expect(hold.take("a")?.code.revealed == "123")
        #expect(!hold.holds("a"))
        #expect(hold.take("a") == nil)
        #expect(hold.take("b") == nil)
    }

    @Test func `after its time it is gone, and its memory is free`() throws {
        let hold = hold()
        weak var memory: SecretBuffer?
        do {
            let code = try secret("123")
            memory = code
            #expect(hold.hold(code, for: "a", of: "m"))
        }
        #expect(memory != nil)
        time.pass(.seconds(899))
        #expect(hold.sweep() == 1)
        #expect(hold.holds("a"))
        time.pass(.seconds(1))
        #expect(!hold.holds("a"))
        #expect(hold.take("a") == nil)
        #expect(hold.sweep() == 0)
        #expect(memory == nil)
    }

    @Test func `no setting makes it longer than 15 minutes`() {
        #expect(CodeHold(lifetime: .seconds(3600)).lifetime == .seconds(900))
    }

    @Test func `a code that went nowhere goes back for the time that it had left`() throws {
        let hold = hold()
        #expect(hold.hold(try secret("123"), for: "a", of: "m"))
        time.pass(.seconds(600))
        let taken = try #require(hold.take("a"))
        time.pass(.seconds(200))
        hold.putBack(taken, for: "a")
        #expect(hold.holds("a"))
        time.pass(.seconds(100))
        #expect(!hold.holds("a"))
        #expect(hold.sweep() == 0)
        hold.putBack(taken, for: "a")
        #expect(hold.sweep() == 0)
    }

    @Test func `one merchant cannot take all places`() throws {
        let hold = hold(capacity: 3, merchantCapacity: 2)
        #expect(hold.hold(try secret("123"), for: "a", of: "m"))
        #expect(hold.hold(try secret("123"), for: "b", of: "m"))
        #expect(!hold.hold(try secret("123"), for: "c", of: "m"))
        #expect(hold.hold(try secret("123"), for: "c", of: "n"))
        #expect(!hold.hold(try secret("123"), for: "d", of: "o"))
        _ = hold.take("a")
        #expect(hold.hold(try secret("123"), for: "d", of: "m"))
        time.pass(.seconds(900))
        #expect(hold.hold(try secret("123"), for: "e", of: "m"))
        #expect(hold.sweep() == 1)
    }

    @Test func `of many takers one gets it`() async throws {
        let hold = hold()
        #expect(hold.hold(try secret("123"), for: "a", of: "m"))
        let takes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { hold.take("a") != nil } }
            return await group.reduce(0) { $1 ? $0 + 1 : $0 }
        }
        #expect(takes == 1)
    }
}
