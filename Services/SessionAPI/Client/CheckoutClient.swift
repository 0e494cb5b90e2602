import Foundation
import HTTPKit

/// Calls session-api on behalf of a customer's page.
package struct CheckoutClient: Sendable {
    /// How long `outcome` may hold a call open, seconds.
    package static let longestWait = 25
    /// How long `confirm` waits at the other end before it answers `processing`.
    package static let confirmPatience: Duration = .seconds(1)

    private let service: ServiceClient

    package init(service: ServiceClient) {
        self.service = service
    }

    /// What the page of a session shows; with the nonce of an earlier ticket, also the card that the vault took for it.
    ///
    /// - Throws: `answered(status: 404)` for a session that does not exist.
    package func view(session: String, nonce: String? = nil) async throws(ServiceCallError) -> CheckoutView {
        try await service.get("\(path(session))\(nonce.map { "?nonce=\(escaped($0))" } ?? "")")
    }

    /// The customer pressed Pay.
    ///
    /// Pressing again, in this tab or another, never pays twice: a second call joins what runs. When this throws
    /// `unknown`, the attempt may be running; `view` tells.
    package func confirm(
        session: String,
        _ request: ConfirmRequest
    ) async throws(ServiceCallError) -> ConfirmResult {
        try await service.post("\(path(session))/confirm", request, timeout: .seconds(10))
    }

    /// The session as soon as no payment is running any more, or after `seconds`, whichever comes first.
    package func outcome(session: String, wait seconds: Int) async throws(ServiceCallError) -> CheckoutView {
        let seconds = min(max(seconds, 0), Self.longestWait)
        return try await service.get(
            "\(path(session))/outcome?wait=\(seconds)",
            timeout: .seconds(seconds + 5)
        )
    }

    /// The customer came back from the issuer's page.
    ///
    /// - Throws: `answered(status: 400)` for session data that session-api did not make.
    package func challengeReturned(_ back: ChallengeReturn) async throws(ServiceCallError) -> ChallengeReturned {
        try await service.post("/internal/challenge-returns", back, timeout: .seconds(10))
    }

    /// A picture of a merchant's, by the hash that `MerchantView` names.
    ///
    /// - Throws: `answered(status: 404)` for one that session-api does not have.
    package func image(merchant: String, hash: String) async throws(ServiceCallError) -> ServiceClient.Download {
        try await service.download("/internal/merchants/\(escaped(merchant))/images/\(escaped(hash))")
    }

    private func path(_ session: String) -> String {
        "/internal/checkout/\(escaped(session))"
    }

    /// Ids and nonces are letters, digits and underscores; anything else came from outside and must not change the path.
    private func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "_-"))) ?? ""
    }
}
