import Foundation
import Secrets

/// The signatures that a receiver checks, one for each secret that is valid, newest first.
///
/// Both cover the time of the attempt, so that a recorded request cannot be played back later; both schemes are always
/// sent, and a receiver checks the one that it knows.
struct WebhookSignature: Sendable {
    let body: [UInt8]
    /// Unix time of the attempt.
    let timestamp: Int
    let secrets: [SecretString]

    /// The `Stripe-Signature` header: `t=…,v1=…`, lower-case hexadecimal, no space after a comma.
    ///
    /// The key is the secret's whole text, prefix included (dialect §12).
    var dialect: String {
        let message = Array("\(timestamp).".utf8) + body
        let codes = secrets.map { ",v1=" + Hex.encode(MAC.sha256(key: $0.bytes, message)) }
        return "t=\(timestamp)" + codes.joined()
    }

    /// The `webhook-signature` header of Standard Webhooks 1.0: `v1,…` in base64, with spaces between several.
    ///
    /// The key is what the text after the prefix spells in base64. A secret that spells nothing is left out.
    func standard(id: String) -> String {
        let message = Array("\(id).\(timestamp).".utf8) + body
        return secrets.compactMap { secret in
            Self.bytes(of: secret).map { "v1," + Data(MAC.sha256(key: $0, message)).base64EncodedString() }
        }.joined(separator: " ")
    }

    private static func bytes(of secret: SecretString) -> SecretBytes? {
        secret.withValue { text in
            Data(base64Encoded: String(text.dropFirst("whsec_".count))).map { SecretBytes(Array($0)) }
        }
    }
}
