import Foundation
import Testing

@testable import WebhookService

@Suite struct `The retry schedule` {
    @Test func `of live mode lasts three days`() {
        let schedule = RetrySchedule.live
        let delays = (1...12).map { schedule.delay(afterAttempt: $0, random: 0) }
        let expected: [Int] = [5, 30, 120, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 86_400]
        #expect(delays == expected.map { .seconds($0) } + [nil])
    }

    @Test func `of test mode begins like the live one`() {
        #expect(RetrySchedule.live.delays.starts(with: RetrySchedule.test.delays))
        #expect(RetrySchedule.test.delay(afterAttempt: 7, random: 0) == nil)
    }

    @Test(arguments: [0, 0.25, 0.5, 0.999, 7])
    func `adds a fifth at most and takes nothing off`(_ random: Double) throws {
        let delay = try #require(RetrySchedule.live.delay(afterAttempt: 2, random: random))
        #expect(delay >= .seconds(30))
        #expect(delay <= .seconds(36))
    }

    @Test(arguments: [(1, 30), (30, 30), (45, 45), (60, 60), (61, 60), (86_400, 60)])
    func `follows the receiver between once and twice the delay`(_ asked: Int, _ expected: Int) {
        let delay = RetrySchedule.live.delay(afterAttempt: 2, retryAfter: .seconds(asked), random: 0)
        #expect(delay == .seconds(expected))
    }

    @Test(
        arguments: [
            ("5s,30s,2m,1h", [5, 30, 120, 3600]), ("0.5", [0.5]), (" 1 , 2s ", [1, 2]), ("0", [0]),
        ]
    )
    func `reads a setting`(_ text: String, _ seconds: [Double]) {
        #expect(RetrySchedule(text)?.delays == seconds.map { .seconds($0) })
    }

    @Test(
        arguments: [
            "", ",", "5x", "s", "-1", "nan", "inf", "5s,,5s", "8000h", "1s 2s",
            String(repeating: "1,", count: 40) + "1",
        ]
    )
    func `refuses a setting that says something else`(_ text: String) {
        #expect(RetrySchedule(text) == nil)
    }
}

@Suite struct `What a receiver asks for` {
    private let now = Date(timeIntervalSince1970: 784_111_777)  // Sun, 06 Nov 1994 08:49:37 GMT

    @Test(
        arguments: [
            ("120", 120), (" 7 ", 7), ("999999999", 86_400), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
        ]
    )
    func `is read as seconds or a date`(_ text: String, _ seconds: Int) {
        #expect(RetryAfter.duration(text, at: now) == .seconds(seconds))
    }

    @Test(
        arguments: [
            "", "0", "-5", "1.5", "soon", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:50:37 CET", "99999999999999999999",
        ]
    )
    func `is left aside when it says nothing`(_ text: String) {
        #expect(RetryAfter.duration(text, at: now) == nil)
    }
}

@Suite struct `The result of an attempt` {
    private let schedule = RetrySchedule(delays: [.seconds(5)])

    @Test(arguments: [200, 201, 204, 299])
    func `is a delivery for any 2xx`(_ status: Int) {
        let result = AttemptResult(status: status)
        #expect(result.isDelivered)
        #expect(result.retry(afterAttempt: 1, by: schedule, random: 0) == nil)
    }

    @Test(arguments: [100, 301, 302, 307, 400, 401, 404, 409, 429, 500, 503])
    func `is tried again for any other status`(_ status: Int) {
        let result = AttemptResult(status: status)
        #expect(!result.isDelivered)
        #expect(result.retry(afterAttempt: 1, by: schedule, random: 0) == .seconds(5))
        #expect(result.retry(afterAttempt: 2, by: schedule, random: 0) == nil)
    }

    @Test func `ends the delivery when the receiver is gone`() {
        #expect(AttemptResult(status: 410).retry(afterAttempt: 1, by: schedule, random: 0) == nil)
    }

    @Test(arguments: [AttemptResult.Failure.endpointDeleted, .endpointDisabled, .messageExpired])
    func `ends the delivery when there is nobody or nothing left`(_ failure: AttemptResult.Failure) {
        #expect(AttemptResult(failure: failure).retry(afterAttempt: 1, by: schedule, random: 0) == nil)
    }

    @Test func `is made again at once by another sender when this one stopped`() {
        let result = AttemptResult(failure: .interrupted)
        #expect(result.retry(afterAttempt: 9, by: schedule, random: 0.5) == .zero)
    }
}
