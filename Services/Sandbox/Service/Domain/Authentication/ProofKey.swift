import Foundation
import Payments
import Secrets

/// The issuer's key for CAVVs: its proof, given at authentication and asked back at authorization.
///
/// A CAVV is 20 bytes of HMAC-SHA-256 over the number, the transaction and what is to be paid, in base64. So it can be
/// checked without remembering it, and is worth nothing for another card, amount or transaction.
struct ProofKey: Sendable {
    private let key: SecretBytes

    init(_ key: SecretBytes) {
        self.key = key
    }

    /// 28 characters; the transaction's id as the directory server gave it, in lower case.
    func cavv(_ card: PresentedCard, transaction dsTransID: String, _ money: Money) -> String {
        let context = "\(dsTransID)|\(money.amount)|\(money.currency.code)"
        return Data(card.code(derived("cavv/v1"), over: context).prefix(20)).base64EncodedString()
    }

    func matches(_ proof: PresentedProof, _ card: PresentedCard, _ money: Money) -> Bool {
        guard let transaction = proof.dsTransID else { return false }
        return ConstantTime.equal(Array(proof.cavv.utf8), Array(cavv(card, transaction: transaction, money).utf8))
    }

    /// The one-time code of a challenge, six digits.
    ///
    /// Made from its id, so that a restart asks for the same.
    func oneTimeCode(challenge id: String) -> String {
        let code = MAC.sha256(key: derived("code/v1"), Data(id.utf8))
        let number = code.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } % 1_000_000
        let digits = String(number)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    private func derived(_ purpose: String) -> SecretBytes {
        SecretBytes(MAC.sha256(key: key, Data(purpose.utf8)))
    }
}

/// The proof that an authorization carries.
struct PresentedProof: Hashable, Sendable {
    let cavv: String
    let dsTransID: String?
}

/// The issuer's word on the CAVV.
enum ProofCheck: String, Codable, Sendable {
    case match
    /// Of another card, amount or transaction, or made up.
    case mismatch
    /// Used for another payment before.
    case replayed
    case notProvided = "not_provided"
}

extension UUID {
    /// As EMV 3-D Secure writes it.
    var text: String { uuidString.lowercased() }
}
