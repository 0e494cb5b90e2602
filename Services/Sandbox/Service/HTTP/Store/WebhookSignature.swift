import Foundation
import Secrets

/// The `Stripe-Signature` header: `t=<unix seconds>,v1=<hex>`, where `v1` is HMAC-SHA256 of `<t>.<body>` under the
/// endpoint's secret (dialect §12).
enum WebhookSignature {
    enum Failure: String, Error {
        case missing, malformed, mismatch
        /// Signed more than five minutes ago: a recording, played again.
        case tooOld
    }

    /// How old a signature may be.
    static let tolerance: TimeInterval = 300

    /// Checks the body's exact bytes, before anything in them is believed.
    static func verify(_ header: String?, _ body: [UInt8], secret: SecretString, at now: Date) throws(Failure) {
        guard let header, !header.isEmpty else { throw .missing }
        let parts = header.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
        guard parts.allSatisfy({ $0.count == 2 }),
            let time = parts.first(where: { $0[0] == "t" })?[1],
            let signed = TimeInterval(time)
        else { throw .malformed }
        let message = Array(time.utf8) + [UInt8(ascii: ".")] + body
        // Several signatures may stand there while a secret is being replaced; one that fits is enough.
        let fits = parts.contains { part in
            guard part[0] == "v1", let code = Hex.decode(part[1]) else { return false }
            return MAC.isValid(code, key: secret.bytes, message)
        }
        guard fits else { throw .mismatch }
        guard now.timeIntervalSince1970 - signed <= tolerance else { throw .tooOld }
    }
}
