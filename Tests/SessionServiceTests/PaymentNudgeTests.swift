import Testing

@testable import SessionService

@Suite(.timeLimit(.minutes(1))) struct PaymentNudgeTests {
    @Test func `a wait that timed out does not spoil the next one`() async {
        let nudge = Nudge()
        #expect(await nudge.wait(atMost: .milliseconds(1)) == false)
        let start = ContinuousClock.now
        #expect(await nudge.wait(atMost: .milliseconds(50)) == false)
        #expect(ContinuousClock.now - start >= .milliseconds(50), "it did wait")
    }

    @Test func `a nudge ends the wait, and one that came before is kept`() async {
        let nudge = Nudge()
        nudge.nudge()
        nudge.nudge()
        #expect(await nudge.wait(atMost: .seconds(30)))
        async let waited = nudge.wait(atMost: .seconds(30))
        nudge.nudge()
        #expect(await waited)
    }
}
