import Payments

/// A call to an acquirer or a directory server that goes through the vault, so that the card's fields can be put in there.
///
/// The body's string values may hold `{{card.number}}`, `{{card.exp_month}}` (two digits), `{{card.exp_year}}` (four),
/// `{{card.exp_mmyy}}`, `{{card.exp_yymm}}`, `{{card.cvc}}`, `{{card.name}}`; keys may not.
package struct RelayRequest<Body: Encodable & Sendable>: Encodable, Sendable {
    /// An acquirer of the vault's configuration, such as `sandbox`; for `authenticate` a directory server.
    package var acquirer: String
    /// `authorize`, `capture`, `void`, `refund`, `inquire`, `reverse`, `authenticate`.
    package var operation: String
    /// Sent as `Idempotency-Key`, but not with `inquire` and `authenticate`.
    package var idempotencyKey: String
    package var session: String?
    /// The payment attempt that uses the card; with the first relay the card is its own.
    package var attempt: String?
    package var token: ID<CardToken>?
    /// Whether this call takes the security code; one call can.
    package var includeCVC: Bool
    package var body: Body

    enum CodingKeys: String, CodingKey {
        case acquirer, operation, session, attempt, token, body
        case idempotencyKey = "idempotency_key"
        case includeCVC = "include_cvc"
    }

    package init(
        acquirer: String,
        operation: String,
        idempotencyKey: String,
        session: String? = nil,
        attempt: String? = nil,
        token: ID<CardToken>? = nil,
        includeCVC: Bool = false,
        body: Body
    ) {
        self.acquirer = acquirer
        self.operation = operation
        self.idempotencyKey = idempotencyKey
        self.session = session
        self.attempt = attempt
        self.token = token
        self.includeCVC = includeCVC
        self.body = body
    }
}

/// What an acquirer answered, with card data removed.
package struct RelayAnswer: Codable, Hashable, Sendable {
    /// The acquirer's HTTP status, whatever it is.
    package let status: Int
    /// A JSON object as text.
    package let body: String
    /// Always true: there would be no answer otherwise.
    package let sent: Bool

    package init(status: Int, body: String) {
        self.status = status
        self.body = body
        sent = true
    }
}

/// Why a relay has no answer; each case says whether the acquirer can have acted.
package enum RelayFailure: Error, Hashable, Sendable {
    /// Nothing reached the acquirer: it refused the connection, or the vault was away. To try again is safe.
    case notSent(String)
    /// It may have acted; only asking it can tell (design §6).
    case outcomeUnknown(String)
    /// The card was used by another attempt. Nothing was sent.
    case tokenUsed
    /// The card is unknown or was deleted after its hour. Nothing was sent.
    case tokenGone
    /// The security code is no longer there: taken, too old, or lost with its vault. Nothing was sent.
    case codeGone
    /// The vault does not do this: a mistake of the caller's. Nothing was sent.
    case refused(status: Int, code: String?, String)
}
