import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Postgres

/// Tells callers what a failing database means for them: whether anything can have happened.
struct StorageFailures<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as PostgresError {
            guard let answer = Self.answer(to: error) else { throw error }
            context.logger.warning("The database failed a request", metadata: ["error": "\(error)"])
            throw answer
        }
    }

    /// Nil for what is our own fault, such as a wrong statement.
    private static func answer(to error: PostgresError) -> APIError? {
        switch error {
        case .connectionFailed, .poolExhausted, .deadlineExceeded, .closed, .cancelled:
            return .unavailable("The database cannot be reached at the moment. Nothing was changed; try again.")
        case .unknownOutcome:
            var answer = APIError.unavailable(
                "The connection to the database was lost, and it is not known whether the request was carried out. Repeat it "
                    + "with the same idempotency key."
            )
            answer.headers[.stripeShouldRetry] = "true"
            return answer
        case .server, .unexpectedRowCount, .decoding, .transactionAborted, .unsupported: return nil
        }
    }
}
