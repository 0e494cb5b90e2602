/// The customer has pressed Pay.
package struct ConfirmRequest: Codable, Sendable, Equatable {
    /// The vault's token for the card.
    package let token: String
    /// What the customer wrote, where the merchant gave no address.
    package let email: String?
    /// The name on the card, or the customer's.
    package let name: String?
    /// Who pressed.
    package let client: ClientDetails

    package init(token: String, email: String?, name: String?, client: ClientDetails) {
        self.token = token
        self.email = email
        self.name = name
        self.client = client
    }
}

/// What is known of the customer's browser; the fraud scorer looks at it.
package struct ClientDetails: Codable, Sendable, Equatable {
    /// The address that the request came from, after trusted proxies.
    package let ip: String?
    /// As the browser sent it.
    package let userAgent: String?
    /// As the browser sent it.
    package let acceptLanguage: String?

    package init(ip: String?, userAgent: String?, acceptLanguage: String?) {
        self.ip = ip
        self.userAgent = userAgent
        self.acceptLanguage = acceptLanguage
    }

    enum CodingKeys: String, CodingKey {
        case ip
        case userAgent = "user_agent"
        case acceptLanguage = "accept_language"
    }
}

/// The issuer's page has sent the customer back: what the browser brought, none of which decides anything.
package struct ChallengeReturn: Codable, Sendable, Equatable {
    /// The field `threeDSSessionData`, as it came.
    package let sessionData: String
    /// The field `cres`, as it came; noted, not believed: the issuer's RReq is the word that counts.
    package let cres: String?

    package init(sessionData: String, cres: String?) {
        self.sessionData = sessionData
        self.cres = cres
    }

    enum CodingKeys: String, CodingKey {
        case cres
        case sessionData = "session_data"
    }
}

/// Which session a customer has come back to.
package struct ChallengeReturned: Codable, Sendable, Equatable {
    /// The session's id, `cs_…`.
    package let session: String

    package init(session: String) {
        self.session = session
    }
}

/// What pressing Pay led to, within a second.
package struct ConfirmResult: Codable, Sendable, Equatable {
    /// What to show next.
    package let outcome: ConfirmOutcome
    /// Why nothing was tried; present with `refused`.
    package let code: ConfirmRefusal?
    /// The session after it.
    package let view: CheckoutView

    package init(outcome: ConfirmOutcome, code: ConfirmRefusal?, view: CheckoutView) {
        self.outcome = outcome
        self.code = code
        self.view = view
    }
}

/// The answers to Pay.
package enum ConfirmOutcome: String, Codable, Sendable, CaseIterable {
    /// Paid: on to `success_url`.
    case complete
    /// Still running: follow it with `outcome`.
    case processing
    /// The card's bank wants the customer to prove who they are first: `ConfirmResult.view.challenge` leads there.
    case needsAuthentication = "needs_authentication"
    /// The card was not taken; the session is open for another one.
    case declined
    /// The security code is needed again; nothing was charged.
    case needsCVC = "needs_cvc"
    /// The session has ended unpaid.
    case expired
    /// Nothing was tried, and `ConfirmResult.code` says why.
    case refused
}

/// Why pressing Pay started nothing.
package enum ConfirmRefusal: String, Codable, Sendable, CaseIterable {
    /// The vault does not know this token, or it was made for another session: the card is needed again.
    case tokenUnknown = "token_unknown"
    /// This token has been tried already: the card is needed again.
    case tokenUsed = "token_used"
    /// The card's expiry lies in the past by now.
    case cardExpired = "card_expired"
    /// A part behind the page is away for a moment: nothing was tried, nothing was charged, the same click may be repeated.
    case unavailable = "temporarily_unavailable"
}
