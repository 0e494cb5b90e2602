import Foundation
import Synchronization

/// Where random bytes come from: the system in production, a seed in tests.
package struct Randomness: Sendable {
    private let source: @Sendable (Int) -> [UInt8]

    /// - Parameter bytes: answers exactly as many random bytes as it is asked for.
    package init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        source = bytes
    }

    /// The operating system's generator, fit for keys and tokens.
    package static let system = Randomness { count in
        var generator = SystemRandomNumberGenerator()
        return generator.bytes(count)
    }

    /// The same sequence for the same seed (SplitMix64).
    ///
    /// For tests only: anyone who sees one value knows the next.
    package static func seeded(_ seed: UInt64) -> Randomness {
        let generator = Mutex(SplitMix64(state: seed))
        return Randomness { count in generator.withLock { $0.bytes(count) } }
    }

    package func bytes(_ count: Int) -> [UInt8] {
        source(count)
    }

    /// Random letters and digits, 5.95 bits each.
    ///
    /// Bytes of 248 and above are thrown away: 248 is the largest multiple of 62 in a byte, so no character is likelier
    /// than another.
    package func base62(_ count: Int) -> String {
        var characters: [UInt8] = []
        characters.reserveCapacity(count)
        while characters.count < count {
            for byte in source(count - characters.count + 4) where byte < 248 && characters.count < count {
                characters.append(Base62.alphabet[Int(byte % 62)])
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// A number from 0 up to, not including, `bound`; for jitter, not for secrets: the bias is below 2^-32.
    package func uniform(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let value = source(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(value % UInt64(bound))
    }

    /// A version 7 UUID (RFC 9562 §5.7): milliseconds first, so that ids made later sort later.
    package func uuidV7(at instant: Date) -> UUID {
        let milliseconds = UInt64(max(0, instant.timeIntervalSince1970 * 1000))
        var b = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * $0)) } + source(10)
        b[6] = 0x70 | (b[6] & 0x0F)
        b[8] = 0x80 | (b[8] & 0x3F)
        return UUID(
            uuid: (
                b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
                b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]
            )
        )
    }
}

private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension RandomNumberGenerator {
    fileprivate mutating func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + 7)
        while result.count < count {
            let word = next()
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                result.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        result.removeLast(result.count - count)
        return result
    }
}
