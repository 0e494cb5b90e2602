import HTTPKit

/// Asks the fraud scorer about a payment, once and with a short patience.
///
/// A checkout must not wait for its scorer: after ``patience`` the caller goes on without a verdict and flags the
/// payment. Repeating a call is safe, for the scorer answers by attempt.
package struct FraudClient: Sendable {
    /// How long a payment waits for its score.
    package static let patience: Duration = .milliseconds(50)

    private let service: ServiceClient
    private let patience: Duration

    package init(service: ServiceClient, patience: Duration = Self.patience) {
        self.service = service
        self.patience = patience
    }

    /// Scores one payment attempt.
    package func score(_ request: ScoreRequest) async throws(ServiceCallError) -> ScoreResponse {
        try await service.post("/internal/score", request, timeout: patience)
    }
}
