import Payments
import Secrets

/// One step of a request's way through several programs, as W3C Trace Context writes it (Level 1, `traceparent`).
package struct TraceContext: Sendable, Hashable {
    /// 32 lower-case hexadecimal digits, the same in all programs that a request goes through.
    package let traceID: String
    /// 16 lower-case hexadecimal digits: this program's part.
    package let spanID: String
    /// Whether somebody before us keeps the trace.
    package let isSampled: Bool
    /// What vendors' tracers carry along (`tracestate`); passed on as it came.
    package let state: String?

    /// The most of `tracestate` that is passed on (W3C §3.3.1.5: at least 512 characters).
    package static let stateBytes = 512

    private init(traceID: String, spanID: String, isSampled: Bool, state: String?) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads the headers of a request; nil when `traceparent` is not exactly as the standard says.
    ///
    /// A version after ours may have more fields at the end, of which we know nothing (§3.2.4).
    package init?(traceparent: String?, tracestate: String? = nil) {
        guard let text = traceparent?.utf8, text.count >= 55, text.count <= 512 else { return nil }
        let bytes = Array(text)
        let version = bytes[0..<2]
        guard Self.isHex(version), version != Self.forbiddenVersion[...],
            bytes.count == 55 || (version != Self.version[...] && bytes[55] == Self.dash),
            bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash,
            Self.isHex(bytes[3..<35]), Self.isHex(bytes[36..<52]), Self.isHex(bytes[53..<55]),
            bytes[3..<35].contains(where: { $0 != Self.zero }), bytes[36..<52].contains(where: { $0 != Self.zero })
        else { return nil }
        traceID = String(decoding: bytes[3..<35], as: UTF8.self)
        spanID = String(decoding: bytes[36..<52], as: UTF8.self)
        isSampled = (UInt8(String(decoding: bytes[53..<55], as: UTF8.self), radix: 16) ?? 0) & 1 == 1
        state = tracestate.flatMap { Self.isState($0) ? $0 : nil }
    }

    /// A trace that begins here.
    package static func root(_ randomness: Randomness) -> TraceContext {
        TraceContext(
            traceID: hex(randomness.bytes(16)),
            spanID: hex(randomness.bytes(8)),
            isSampled: true,
            state: nil
        )
    }

    /// Our own step of the same trace.
    package func next(_ randomness: Randomness) -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.hex(randomness.bytes(8)), isSampled: isSampled, state: state)
    }

    /// As the header is written: `00-{trace}-{span}-{flags}`.
    package var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static let version = Array("00".utf8)
    private static let forbiddenVersion = Array("ff".utf8)
    private static let dash = UInt8(ascii: "-")
    private static let zero = UInt8(ascii: "0")

    private static func isHex(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func isState(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= stateBytes && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// All zeros mean "none", so randomness that fails so badly still makes a valid id.
    private static func hex(_ bytes: [UInt8]) -> String {
        Hex.encode(bytes.allSatisfy { $0 == 0 } ? bytes.dropLast() + [1] : bytes)
    }
}
