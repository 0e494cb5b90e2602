import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird

/// Lets in who has a secret key: as bearer, or as the user name of HTTP Basic with an empty password (dialect §1).
struct APIKeyMiddleware: RouterMiddleware {
    private let keys: KeyDirectory

    init(_ keys: KeyDirectory) {
        self.keys = keys
    }

    func handle(
        _ request: Request,
        context: DialectContext,
        next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        guard let text = Self.key(in: request) else { throw APIError.noKey }
        var context = context
        switch try await keys.find(try Self.read(text)) {
        case .known(let principal): context.principal = principal
        case .revoked: throw APIError.revokedKey
        case .unknown: throw APIError.unknownKey
        }
        return try await next(request, context)
    }

    private static func read(_ text: String) throws -> APIKey {
        do {
            return try APIKey(reading: text)
        } catch .publishable {
            throw APIError.publishableKey
        } catch .malformed {
            throw APIError.unknownKey
        }
    }

    private static func key(in request: Request) -> String? {
        if let bearer = request.bearer { return bearer }
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1])),
            let text = String(validating: data, as: UTF8.self)
        else { return nil }
        let key = text.prefix { $0 != ":" }
        return key.isEmpty ? nil : String(key)
    }
}

// Nothing of a wrong key is repeated: it may be right but for one character.
extension APIError {
    fileprivate static let noKey = unauthorized(
        "You did not provide an API key. Send your secret key in the Authorization header, as 'Authorization: Bearer "
            + "sk_test_…' or as the user name of HTTP Basic."
    )

    fileprivate static let unknownKey = unauthorized(
        "Invalid API key provided. A key begins with sk_test_ or sk_live_; check that it was copied as a whole."
    )

    fileprivate static let revokedKey = unauthorized(
        "This API key has been revoked. Use another key of this account.",
        code: "api_key_expired"
    )

    fileprivate static let publishableKey = unauthorized(
        "This call cannot be made with a publishable key. Use your secret key, which begins with sk_.",
        code: "secret_key_required"
    )

    private static func unauthorized(_ message: String, code: String? = nil) -> APIError {
        var error = APIError(.unauthorized, code: code, message)
        error.headers[.wwwAuthenticate] = "Bearer realm=\"Paydesk\""
        return error
    }
}
