import HTTPKit
import HTTPTypes

extension Refusal {
    /// What the merchant's side sees: 404 for what is not there, 409 for a conflict over a key, 422 for the rest.
    var apiError: APIError {
        let status: HTTPResponse.Status =
            switch self {
            case .unknownTransaction: .notFound
            case .keyReversed, .keyReused, .notReversible: .conflict
            case .declined, .voided, .alreadyCaptured, .notCaptured, .alreadyRefunded, .amountTooLarge:
                .unprocessableContent
            }
        return APIError(status, code: rawValue, message)
    }
}
