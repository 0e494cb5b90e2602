import HTTPKit
import HTTPTypes
import Hummingbird

/// What all answers of the public API have in common: the version they are in, and the key they were asked with.
struct DialectMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: DialectContext,
        next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        do {
            if let text = request.headers[.stripeVersion] { context.version = try Self.version(text) }
            var response = try await next(request, context)
            Self.complete(&response.headers, request, context)
            return response
        } catch var error as APIError {
            Self.complete(&error.headers, request, context)
            throw error
        }
    }

    private static func complete(_ headers: inout HTTPFields, _ request: Request, _ context: DialectContext) {
        headers[.stripeVersion] = context.version.text
        if request.method == .post, let key = request.headers[.idempotencyKey] { headers[.idempotencyKey] = key }
    }

    private static func version(_ text: String) throws -> APIVersion {
        if let version = APIVersion(text) { return version }
        throw APIError(
            .badRequest,
            "Invalid API version: Stripe-Version takes a date and a release name, such as \(APIVersion.newest)."
        )
    }
}
