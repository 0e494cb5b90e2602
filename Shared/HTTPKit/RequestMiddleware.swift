import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Payments

/// The outermost layer of every router: names the request, measures it, and turns whatever was thrown into an answer.
///
/// An error that is not meant for the caller becomes a bare 500 and a log line; it may hold anything, so only its type
/// and its own description, which our error types keep free of data, are logged.
package struct RequestMiddleware: RouterMiddleware {
    private let metrics: RequestMetrics
    private let takesRequestID: Bool

    /// Request ids are taken from `X-Request-Id` on internal ports only, where it comes from one of our own services.
    package init(listener: String, takesRequestID: Bool) {
        metrics = RequestMetrics(listener: listener)
        self.takesRequestID = takesRequestID
    }

    package func handle(
        _ request: Request,
        context: PaydeskContext,
        next: @concurrent (Request, PaydeskContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if takesRequestID, let given = request.headers[.xRequestID], Self.isRequestID(given) {
            context.requestID = given
        }
        let origin = CurrentRequest.Origin(id: context.requestID, trace: Self.trace(of: request))
        let started = ContinuousClock.now
        var response = try await CurrentRequest.with(origin) {
            do {
                return try await next(request, context)
            } catch {
                return try answer(to: error, request, context)
            }
        }
        response.headers[.requestID] = context.requestID
        if response.headers[.idempotentReplayed] != nil { metrics.countReplay() }
        metrics.record(
            method: request.method.rawValue,
            route: context.endpointPath ?? "unknown",
            status: response.status.code,
            took: .now - started
        )
        return response
    }

    /// The caller's trace, when it has one, or a new one; either way the step is ours.
    private static func trace(of request: Request) -> TraceContext {
        let given = TraceContext(traceparent: request.headers[.traceparent], tracestate: request.headers[.tracestate])
        return given?.next(.system) ?? .root(.system)
    }

    /// `req_` and letters or digits: it goes into logs and onto other systems.
    private static func isRequestID(_ text: String) -> Bool {
        text.hasPrefix("req_") && text.utf8.count <= 64
            && text.utf8.count > 4
            && text.utf8.dropFirst(4).allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            }
    }

    private func answer(to error: any Error, _ request: Request, _ context: PaydeskContext) throws -> Response {
        let apiError =
            switch error {
            case let error as APIError: error
            case is NIOTooManyBytesError: APIError(.contentTooLarge, "The request's body is too large.")
            case let error as DecodingError: Self.badBody(error)
            case let error as any HTTPResponseError where error.status == .notFound:
                APIError(.notFound, "Unrecognized request URL (\(request.method.rawValue): \(request.uri.path)).")
            case let error as any HTTPResponseError where error.status.code < 500:
                APIError(error.status, "The request could not be read: \(error.status.reasonPhrase).")
            default: APIError.internalFailure
            }
        if apiError.status.code >= 500 {
            context.logger.error(
                "Request failed",
                metadata: [
                    "http.method": .string(request.method.rawValue),
                    "http.route": .string(context.endpointPath ?? "unknown"),
                    "error.type": .string("\(type(of: error))"),
                    "error": .string("\(error)"),
                ]
            )
        }
        return try apiError.response(from: request, context: context)
    }

    /// Names the place, never the content.
    private static func badBody(_ error: DecodingError) -> APIError {
        let path: [String] =
            switch error {
            case .keyNotFound(let key, let context): context.codingPath.map(\.stringValue) + [key.stringValue]
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath.map(\.stringValue)
            @unknown default: []
            }
        return APIError(.badRequest, param: path.joined(separator: "."), "The body could not be read at this place.")
    }
}
