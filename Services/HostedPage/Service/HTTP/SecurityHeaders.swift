import HTTPKit
import HTTPTypes
import Hummingbird
import Logging

/// Puts the headers that protect a payment page on every answer, and turns errors into pages that a customer can read.
///
/// `Referrer-Policy: strict-origin`, for with `no-referrer` every form post says `Origin: null`, and with
/// `same-origin` the one to the vault does.
struct SecurityHeaders: RouterMiddleware {
    let pages: PageRenderer
    let isSecure: Bool

    func handle(
        _ request: Request,
        context: PaydeskContext,
        next: @concurrent (Request, PaydeskContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            response = pages.missing(for: Visitor(request))
        } catch let error as any HTTPResponseError where error.status.code < 500 {
            response = try error.response(from: request, context: context)
        } catch {
            context.logger.error(
                "Page failed",
                metadata: ["error.type": .string("\(type(of: error))"), "error": .string("\(error)")]
            )
            response = pages.broken(for: Visitor(request))
        }
        for field in Self.always { response.headers[field.name] = field.value }
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=63072000; includeSubDomains" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = ContentSecurityPolicy.nothing
        }
        return response
    }

    private static let always: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "strict-origin",
        .xFrameOptions: "DENY",
        .crossOriginOpenerPolicy: "same-origin",
        .crossOriginResourcePolicy: "same-origin",
        .permissionsPolicy: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ]
}

extension HTTPField.Name {
    static let referrerPolicy = constant("Referrer-Policy")
    static let xFrameOptions = constant("X-Frame-Options")
    static let crossOriginOpenerPolicy = constant("Cross-Origin-Opener-Policy")
    static let permissionsPolicy = constant("Permissions-Policy")
    static let refresh = constant("Refresh")

    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header name") }
        return name
    }
}
