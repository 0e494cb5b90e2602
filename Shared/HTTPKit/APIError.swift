import Foundation
import HTTPTypes
import Hummingbird

/// An error as the dialect writes it: a status, and `{"error": {"type", "code", "message", "param", …}}` (dialect §6).
///
/// The message is for a person who can mend it; the code is for programs. Neither carries card data.
package struct APIError: Error, HTTPResponseError, Sendable, CustomStringConvertible {
    /// The dialect's four kinds.
    package enum Kind: String, Sendable {
        case api = "api_error"
        case card = "card_error"
        case idempotency = "idempotency_error"
        case invalidRequest = "invalid_request_error"
    }

    package var status: HTTPResponse.Status
    package var kind: Kind
    package var code: String?
    package var message: String
    /// The parameter at fault, with its path: `line_items[0][quantity]`.
    package var param: String?
    package var declineCode: String?
    /// Further members of the error object, each already JSON text.
    package var members: [(name: String, json: String)] = []
    package var headers: HTTPFields = [:]

    package init(
        _ status: HTTPResponse.Status,
        kind: Kind = .invalidRequest,
        code: String? = nil,
        param: String? = nil,
        declineCode: String? = nil,
        _ message: String
    ) {
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param
        self.declineCode = declineCode
        self.message = message
    }

    package static func missing(_ param: String) -> APIError {
        APIError(.badRequest, code: "parameter_missing", param: param, "Missing required param: \(param).")
    }

    package static func unknown(_ param: String) -> APIError {
        APIError(.badRequest, code: "parameter_unknown", param: param, "Received unknown parameter: \(param)")
    }

    package static func invalid(_ param: String, code: String? = nil, _ message: String) -> APIError {
        APIError(.badRequest, code: code, param: param, message)
    }

    /// An id in the path that stands for nothing the caller may see.
    package static func noSuch(_ what: String, _ id: String, param: String = "id") -> APIError {
        APIError(.notFound, code: "resource_missing", param: param, "No such \(what): '\(id)'")
    }

    /// Something of ours is broken; nothing of it is told outside.
    package static let internalFailure = APIError(
        .internalServerError,
        kind: .api,
        "Something went wrong on our side. The request id helps us to find it."
    )

    /// A part that the call needs is away for the moment; nothing was changed.
    package static func unavailable(_ message: String) -> APIError {
        var error = APIError(.serviceUnavailable, kind: .api, code: "service_unavailable", message)
        error.headers[.retryAfter] = "1"
        return error
    }

    /// The envelope.
    package var json: String {
        var object = JSONText.Object()
        object["code"] = code
        object["decline_code"] = declineCode
        object["message"] = message
        object["param"] = param
        object["type"] = kind.rawValue
        for member in members { object.append(member.name, json: member.json) }
        return "{\"error\":\(object.text)}"
    }

    package var description: String {
        "\(status.code) \(kind.rawValue) \(code ?? "-")\(param.map { " (\($0))" } ?? "")"
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        return Response(status: status, headers: headers, body: .init(byteBuffer: .init(string: json)))
    }
}
