import HTTPKit
import HTTPTypes

extension TokenRefusal {
    /// The refusal as the dialect writes it (§6).
    var apiError: APIError {
        switch kind {
        case .card: APIError(.init(code: 402), kind: .card, code: code, param: param, message)
        case .request where self == .bodyTooLarge: APIError(.contentTooLarge, code: code, param: param, message)
        case .request: APIError(.badRequest, code: code, param: param, message)
        case .limit: APIError(.tooManyRequests, code: code, param: param, message)
        case .unavailable: APIError(.serviceUnavailable, kind: .api, code: code, message)
        }
    }
}
