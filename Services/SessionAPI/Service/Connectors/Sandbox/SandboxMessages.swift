import Payments

/// What is sent to the test acquirer.
///
/// Card fields are placeholders, which the vault fills in (design §7).
enum SandboxRequest {
    struct Authorization: Encodable, Sendable {
        let amount: Int64
        let currency: String
        let capture: Bool
        let merchant: String
        let reference: String
        let card: Card
        let threeDSecure: ThreeDSecure?

        enum CodingKeys: String, CodingKey {
            case amount, currency, capture, merchant, reference, card
            case threeDSecure = "three_d_secure"
        }
    }

    /// What the authentication gave; the issuer checks its own proof.
    struct ThreeDSecure: Encodable, Sendable {
        let version: String
        let directoryTransaction: String
        let cavv: String?
        let eci: String?
        let status: String

        init(_ proof: AuthenticationProof) {
            version = proof.version
            directoryTransaction = proof.directoryTransaction.wireText
            cavv = proof.value
            eci = proof.eci
            status = proof.status.rawValue
        }

        enum CodingKeys: String, CodingKey {
            case version, cavv, eci
            case directoryTransaction = "ds_transaction_id"
            case status = "trans_status"
        }
    }

    struct Card: Encodable, Sendable {
        let number = "{{card.number}}"
        let month = "{{card.exp_month}}"
        let year = "{{card.exp_year}}"
        /// Nil when it is not to be taken.
        let cvc: String?
        /// Nil when the customer gave none: the vault refuses a placeholder that stands for nothing.
        let name: String?

        enum CodingKeys: String, CodingKey {
            case number, cvc, name
            case month = "exp_month"
            case year = "exp_year"
        }
    }

    struct Change: Encodable, Sendable {
        let transaction: String
        let amount: Int64?
    }

    struct Key: Encodable, Sendable {
        let key: String

        enum CodingKeys: String, CodingKey {
            case key = "idempotency_key"
        }
    }
}

/// What the test acquirer answers.
enum SandboxAnswer {
    struct Transaction: Decodable {
        let id: String
        let key: String
        let responseCode: String
        let status: String
        let authorizationCode: String?
        let networkTransaction: String?
        let cvcCheck: String?
        let amount: Int64
        let currency: String
        let voided: Bool

        enum CodingKeys: String, CodingKey {
            case id, status, amount, currency, voided
            case key = "idempotency_key"
            case responseCode = "response_code"
            case authorizationCode = "authorization_code"
            case networkTransaction = "network_transaction_id"
            case cvcCheck = "cvc_check"
        }
    }

    struct Inquiry: Decodable {
        let found: Bool
        let transaction: Transaction?
    }

    struct Reversal: Decodable {
        let reversed: Bool
    }

    struct Refusal: Decodable {
        struct Body: Decodable {
            let code: String?
        }

        let error: Body
    }
}
