import Foundation
import Secrets

/// What Postgres keeps of a password (RFC 5803): enough to check it, not to use it.
///
/// Only for passwords made at random: they have one round of PBKDF2, since rounds are there to make guessing slow, and
/// nobody guesses 238 bits. Each new connection is 4095 HMACs cheaper for both sides.
enum SCRAMVerifier {
    /// `SCRAM-SHA-256$rounds:salt$StoredKey:ServerKey`, for a random password of letters and digits.
    static func text(password: String, salt: [UInt8]) -> String {
        // The first and only block of PBKDF2 with one round is the MAC of salt and block number.
        let salted = SecretBytes(MAC.sha256(key: SecretBytes(Array(password.utf8)), salt + [0, 0, 0, 1]))
        let storedKey = SHA256Digest.of(MAC.sha256(key: salted, Array("Client Key".utf8)))
        let serverKey = MAC.sha256(key: salted, Array("Server Key".utf8))
        return "SCRAM-SHA-256$1:\(base64(salt))$\(base64(storedKey)):\(base64(serverKey))"
    }

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
