import HTTPTypes
import Hummingbird

/// The one foreign page whose script may read the vault's answers: the hosted page's (Fetch standard, CORS).
struct PageOrigin: Sendable {
    private let origin: String

    /// The origin of `PAGE_URL`; what follows it is left out, as browsers do.
    init(pageURL: String) {
        let parts = pageURL.split(separator: "/", omittingEmptySubsequences: false)
        origin = parts.prefix(3).joined(separator: "/")
    }

    /// Headers for an answer to `request`: without them the browser keeps the answer from the script.
    func headers(for request: Request) -> HTTPFields {
        var headers: HTTPFields = [.vary: "Origin", .cacheControl: "no-store", .xContentTypeOptions: "nosniff"]
        guard request.headers[.origin] == origin else { return headers }
        headers[.accessControlAllowOrigin] = origin
        headers[.accessControlExposeHeaders] = "Request-Id"
        return headers
    }

    /// The answer to a browser that asks before it posts.
    ///
    /// It need not for a form's fields, but some wrap `fetch`.
    func preflight(_ request: Request) -> Response {
        var headers = headers(for: request)
        guard headers[.accessControlAllowOrigin] != nil else { return Response(status: .forbidden, headers: headers) }
        headers[.accessControlAllowMethods] = "POST"
        headers[.accessControlAllowHeaders] = "Accept, Content-Type"
        headers[.accessControlMaxAge] = "600"
        return Response(status: .noContent, headers: headers)
    }
}
