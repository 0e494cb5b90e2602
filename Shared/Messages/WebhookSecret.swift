import Payments
import Secrets

/// The secret that signs what one endpoint gets, `whsec_…`.
///
/// The 32 characters after the prefix are letters and digits, all of which are base64 as well: one signature scheme takes
/// the whole text as its key, the other the 24 bytes that the characters spell (dialect §12).
package enum WebhookSecret {
    package static let prefix = "whsec_"

    package static func make(_ randomness: Randomness) -> SecretString {
        SecretString(prefix + randomness.base62(32))
    }

    /// Seals a secret for its row; it opens in that row only.
    package static func seal(
        _ secret: SecretString,
        endpoint: ID<Endpoint>,
        version: Int,
        with key: SealingKey
    ) throws -> [UInt8] {
        try secret.withValue { try key.seal(Array($0.utf8), context: context(endpoint, version)) }
    }

    /// - Throws: `SealingKey.Failure.unreadable` for another row's value or another key.
    package static func open(
        _ sealed: [UInt8],
        endpoint: ID<Endpoint>,
        version: Int,
        with key: SealingKey
    ) throws -> SecretString {
        let plain = try key.open(sealed, context: context(endpoint, version))
        return SecretString(plain.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    private static func context(_ endpoint: ID<Endpoint>, _ version: Int) -> String {
        "messages.endpoint_secrets/\(endpoint)/\(version)"
    }
}
