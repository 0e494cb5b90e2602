import Foundation
import Testing

@testable import FraudService

@Suite struct WindowTests {
    struct Case: CustomTestStringConvertible {
        var window: Window = .tenMinutes
        var now: Int
        var before: Int
        /// Seconds after the start of the newer bucket.
        var seconds: Double
        var count: Int

        var testDescription: String { "\(before) then \(now), \(seconds) s into \(window)" }
    }

    @Test(arguments: [
        Case(now: 3, before: 0, seconds: 0, count: 3),
        Case(now: 3, before: 10, seconds: 0, count: 13),
        Case(now: 3, before: 10, seconds: 300, count: 8),
        Case(now: 3, before: 10, seconds: 599.999, count: 4),
        // One bucket later what is now was before, two later it is gone.
        Case(now: 6, before: 10, seconds: 600, count: 6),
        Case(now: 6, before: 10, seconds: 900, count: 3),
        Case(now: 6, before: 10, seconds: 1200, count: 0),
        // A clock that is behind the one that counted sees the whole of its bucket.
        Case(now: 6, before: 10, seconds: -1, count: 16),
        Case(window: .hour, now: 1, before: 4, seconds: 2700, count: 2),
        Case(window: .day, now: 1, before: 4, seconds: 43_200, count: 3),
    ])
    func `a window counts its bucket and the share of the one before that it still covers`(_ row: Case) {
        let bucket: Int64 = 1000
        let moment = Date(timeIntervalSince1970: Double(bucket) * Double(row.window.seconds) + row.seconds)
        let tally = Tally(bucket: bucket, now: row.now, before: row.before)
        #expect(row.window.count(tally, at: moment) == row.count)
    }

    @Test func `a bucket begins with its first moment`() {
        #expect(Window.tenMinutes.bucket(at: Date(timeIntervalSince1970: 599.999)) == 0)
        #expect(Window.tenMinutes.bucket(at: Date(timeIntervalSince1970: 600)) == 1)
        #expect(Window.day.bucket(at: Date(timeIntervalSince1970: 86_400)) == 1)
    }
}
