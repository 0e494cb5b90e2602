/// How an authentication stands, in the words of EMV 3-D Secure (`transStatus`).
package enum TransStatus: String, Sendable, CaseIterable, Codable {
    /// The bank vouches for the customer, with a proof.
    case authenticated = "Y"
    /// The bank or its network took note of the attempt, with a proof; no failure.
    case attempted = "A"
    /// The bank does not vouch for the customer.
    case notAuthenticated = "N"
    /// It could not be tried.
    case unavailable = "U"
    /// The bank wants no authorization to be tried.
    case rejected = "R"
    /// The customer is to be asked.
    case challenge = "C"
    /// The customer is to be asked elsewhere, in the bank's own time; we never ask for that.
    case decoupled = "D"
    /// The bank took note of data, and says nothing.
    case informational = "I"
    /// The customer is to be asked by WebAuthn (2.3); we never ask for that.
    case securePayment = "S"
}

/// Which message brought a `TransStatus`.
package enum AuthenticationMessage: String, Sendable, CaseIterable {
    /// The directory server's first answer.
    case ares = "ARes"
    /// The issuer's word after a challenge.
    case rreq = "RReq"
}

/// What a word about an authentication means for the payment.
package enum AuthenticationMove: Sendable, Equatable, CaseIterable {
    /// Ask for the money, with the bank's proof.
    case authorize
    /// Ask for the money; there is no proof, and there need not be one.
    case authorizeWithoutProof
    /// Let the customer go to the bank's page.
    case challenge
    /// Do not ask for the money; another card may be tried.
    case refuse
    /// Do not ask for the money, and do not try this card again.
    case refuseCard
    /// The merchant's policy decides, unless somebody insists on an authentication.
    case unavailable
    /// Such a word cannot come in such a message: it counts as not said.
    case malformed
}

extension TransStatus {
    /// The table: each status in each message (security notes §3.2).
    package func move(in message: AuthenticationMessage) -> AuthenticationMove {
        switch (self, message) {
        case (.authenticated, _), (.attempted, _): .authorize
        case (.notAuthenticated, _): .refuse
        case (.rejected, _): .refuseCard
        case (.unavailable, _): .unavailable
        case (.challenge, .ares): .challenge
        case (.informational, .ares): .authorizeWithoutProof
        // What we did not ask for is no authentication.
        case (.decoupled, .ares), (.securePayment, .ares): .unavailable
        // A challenge has ended when its result comes.
        case (.challenge, .rreq), (.informational, .rreq), (.decoupled, .rreq), (.securePayment, .rreq): .malformed
        }
    }

    /// Whether a message with this status must bring a proof.
    package var bringsProof: Bool { self == .authenticated || self == .attempted }
}
