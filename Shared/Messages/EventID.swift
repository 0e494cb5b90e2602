import Foundation
import Payments

/// The public id of an event, `evt_` and 24 letters and digits, as another spelling of its message's UUID.
package enum EventID {
    private static let prefix = "evt_"
    private static let length = 24

    package static func text(_ id: UUID) -> String {
        prefix + Base62.encode(withUnsafeBytes(of: id.uuid) { $0.reduce(0) { $0 << 8 | UInt128($1) } }, length: length)
    }

    /// The UUID that an id from outside spells, or nil when it spells none.
    package static func uuid(_ text: some StringProtocol) -> UUID? {
        guard text.hasPrefix(prefix), text.utf8.count == prefix.utf8.count + length,
            let value = Base62.decode(text.dropFirst(prefix.count))
        else { return nil }
        let b = (0..<16).map { UInt8(truncatingIfNeeded: value >> UInt128(120 - 8 * $0)) }
        return UUID(
            uuid: (
                b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
                b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]
            )
        )
    }
}
