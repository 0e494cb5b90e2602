/// What a test card's directory server and issuer make of a request to authenticate it.
enum AuthenticationBehaviour: Hashable, Sendable {
    /// Authenticated without a question, unless the merchant's side mandates one.
    case trusts
    /// Answered at once, whatever the merchant's side wants.
    case answers(TransStatus, reason: StatusReason? = nil)
    case asks(Question)
    case fails(DirectoryFault)

    /// What to do about one request.
    func decided(isChallengeMandated: Bool) -> AuthenticationBehaviour {
        guard self == .trusts else { return self }
        return isChallengeMandated ? .asks(Question()) : .answers(.authenticated)
    }
}

/// How the issuer asks the cardholder, and what it makes of the answer.
struct Question: Hashable, Sendable, Codable {
    /// A one-time code, not only a button.
    var wantsCode = false
    /// What Approve leads to; Refuse is always N.
    var approval = TransStatus.authenticated
    var reporting = Reporting.beforeReturn

    /// How the result (RReq) goes to the merchant's 3-D Secure server.
    enum Reporting: String, Codable, Sendable {
        /// As it should be: before the browser goes back, and again until it is answered.
        case beforeReturn = "before_return"
        case never
        case twice
        /// Three seconds after the browser was sent back.
        case afterReturn = "after_return"
        /// The browser brings the opposite.
        case againstReturn = "against_return"
        /// A second result says the opposite of the first.
        case againstItself = "against_itself"
        /// A result that says Y with a credential that is wrong, then the true one.
        case strangerFirst = "stranger_first"
    }
}

/// What goes wrong with a request for authentication.
enum DirectoryFault: Hashable, Sendable {
    /// `Erro` 403, a transient failure.
    case error
    /// Y, later than anybody should wait.
    case stall
    /// The connection is cut.
    case reset
    case garbage
    /// Y for transaction ids that nobody asked about.
    case foreignIDs
    /// Y without a CAVV.
    case missingProof
    /// C without the address of the issuer's page.
    case missingAddress
}
