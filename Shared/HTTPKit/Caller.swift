import HTTPTypes
import Hummingbird
import Payments
import Secrets

/// The processes that call each other, by the names of their executables.
package enum Caller: String, Sendable, CaseIterable, Codable {
    case sessionAPI = "session-api"
    case hostedPage = "hosted-page"
    case vault
    case fraudScorer = "fraud-scorer"
    case webhookSender = "webhook-sender"
    case sandbox
    case paydesk

    /// The setting that holds this caller's credential: `SESSION_API_CREDENTIAL`.
    package var credentialSetting: String {
        rawValue.uppercased().replacing("-", with: "_") + "_CREDENTIAL"
    }
}

/// The credentials that a service takes on its internal port, one per calling service.
package struct CallerCredentials: Sendable {
    private let digests: [(caller: Caller, digest: [UInt8])]

    package init(_ credentials: [Caller: SecretString]) {
        digests = credentials.map { caller, credential in
            (caller, credential.withValue { SHA256Digest.of(Array($0.utf8)) })
        }
    }

    /// Who has this credential.
    ///
    /// Every known one is compared, so the time says nothing.
    package func caller(presenting credential: String) -> Caller? {
        let digest = SHA256Digest.of(Array(credential.utf8))
        var found: Caller?
        for known in digests where ConstantTime.equal(known.digest, digest) { found = known.caller }
        return found
    }
}

/// Lets the named services in and nobody else: 401 without a known credential, 403 for a service that may not call this.
package struct InternalAuthMiddleware: RouterMiddleware {
    private let credentials: CallerCredentials
    private let allowed: Set<Caller>

    package init(_ credentials: CallerCredentials, allow allowed: Set<Caller>) {
        self.credentials = credentials
        self.allowed = allowed
    }

    package func handle(
        _ request: Request,
        context: PaydeskContext,
        next: @concurrent (Request, PaydeskContext) async throws -> Response
    ) async throws -> Response {
        guard let bearer = request.bearer, let caller = credentials.caller(presenting: bearer) else {
            throw APIError(.unauthorized, code: "unauthorized", "This port takes a credential of one of our services.")
        }
        guard allowed.contains(caller) else {
            throw APIError(.forbidden, code: "forbidden", "\(caller.rawValue) may not call this.")
        }
        var context = context
        context.caller = caller
        return try await next(request, context)
    }
}

extension Request {
    /// What follows `Bearer` in `Authorization`.
    package var bearer: String? {
        guard let header = headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
