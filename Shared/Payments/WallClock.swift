import Foundation

/// Business time, handed in from outside so that expiry and retries can be made to pass in tests.
package struct WallClock: Sendable {
    private let source: @Sendable () -> Date

    package init(now: @escaping @Sendable () -> Date) {
        source = now
    }

    /// The machine's clock.
    package static let system = WallClock { Date() }

    package var now: Date { source() }
}
