import HTTPKit
import HTTPTypes

extension RelayRefusal {
    /// What it is called in answers, logs and metrics.
    var code: String {
        switch self {
        case .badRequest: "relay_invalid"
        case .tokenUsed: "token_used"
        case .tokenGone: "token_gone"
        case .tokenMismatch: "token_mismatch"
        case .wrongInstance: "wrong_instance"
        case .codeGone: "cvc_gone"
        case .cardUnreadable: "card_unreadable"
        case .notSent: "not_sent"
        case .outcomeUnknown: "outcome_unknown"
        }
    }

    /// The answer to the caller.
    ///
    /// For `wrong_instance` the message is the other instance's address and nothing else.
    var apiError: APIError {
        switch self {
        case .badRequest(let param, let message): APIError(.badRequest, code: code, param: param, message)
        case .tokenUsed: APIError(.conflict, code: code, "The card belongs to another attempt.")
        case .tokenGone: APIError(.gone, code: code, "There is no such card, or not any more.")
        case .tokenMismatch: APIError(.badRequest, code: code, "The card is of another session or another mode.")
        case .wrongInstance(let url): APIError(.misdirectedRequest, code: code, url)
        case .codeGone: APIError(.unprocessableContent, code: code, "The security code is no longer there.")
        case .cardUnreadable: APIError(.internalServerError, kind: .api, code: code, "The card cannot be opened.")
        case .notSent(let reason): APIError(.badGateway, kind: .api, code: code, reason)
        case .outcomeUnknown(let reason): APIError(.gatewayTimeout, kind: .api, code: code, reason)
        }
    }
}
