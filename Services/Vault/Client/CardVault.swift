import AsyncHTTPClient
import HTTPKit
import HTTPTypes
import Payments
import Secrets

/// The vault as session-api sees it.
package struct CardVault: Sendable {
    private let client: ServiceClient

    /// Longer than the vault's own limit for an acquirer's answer (25 s), so that its verdict arrives.
    private static let relayTimeout: Duration = .seconds(30)

    /// A client of the vault at `baseURL`: any instance's internal address, or one that stands for all.
    package init(baseURL: String, credential: SecretString, httpClient: HTTPClient) {
        client = ServiceClient(baseURL: baseURL, credential: credential, httpClient: httpClient)
    }

    /// The card that a ticket's nonce led to last; nil when there is none or it is gone.
    package func card(nonce: String) async throws(ServiceCallError) -> CardView? {
        try await card(at: "/internal/tokens/by-nonce/\(nonce)")
    }

    /// A card by its token; nil when it is unknown or gone.
    package func card(_ token: ID<CardToken>) async throws(ServiceCallError) -> CardView? {
        try await card(at: "/internal/tokens/\(token)")
    }

    private func card(at path: String) async throws(ServiceCallError) -> CardView? {
        do {
            return try await client.get(path)
        } catch {
            guard case .answered(status: 404, _, _) = error else { throw error }
            return nil
        }
    }

    /// Has the vault call an acquirer.
    ///
    /// When another instance holds the security code, it is asked there, once; if that one is gone, so is the code.
    package func relay(_ request: RelayRequest<some Encodable & Sendable>) async throws(RelayFailure) -> RelayAnswer {
        do {
            return try await relay(request, through: client)
        } catch {
            switch error {
            case .elsewhere(let url): return try await relayElsewhere(request, at: url)
            case .unreachable(let reason): throw .notSent("the vault was not reached: \(reason)")
            case .failed(let failure): throw failure
            }
        }
    }

    private func relayElsewhere(
        _ request: RelayRequest<some Encodable & Sendable>,
        at url: String
    ) async throws(RelayFailure) -> RelayAnswer {
        do {
            return try await relay(request, through: client.at(url))
        } catch {
            switch error {
            case .elsewhere, .unreachable: throw .codeGone
            case .failed(let failure): throw failure
            }
        }
    }

    /// How a call through one instance can end without an answer.
    private enum Stop: Error {
        case elsewhere(String)
        case unreachable(String)
        case failed(RelayFailure)
    }

    private func relay(
        _ request: RelayRequest<some Encodable & Sendable>,
        through client: ServiceClient
    ) async throws(Stop) -> RelayAnswer {
        do {
            return try await client.post("/internal/relay", request, timeout: Self.relayTimeout)
        } catch {
            switch error {
            case .notSent(let reason): throw .unreachable(reason)
            case .unknown(let reason): throw .failed(.outcomeUnknown(reason))
            case .answered(let status, let code, let message): throw Self.stop(status, code, message)
            }
        }
    }

    /// An answer that we do not know, of a vault that failed in the middle, says nothing of the acquirer.
    private static func stop(_ status: Int, _ code: String?, _ message: String) -> Stop {
        switch code {
        case "wrong_instance": .elsewhere(message)
        case "token_used": .failed(.tokenUsed)
        case "token_gone": .failed(.tokenGone)
        case "cvc_gone": .failed(.codeGone)
        case "not_sent": .failed(.notSent(message))
        case "card_unreadable": .failed(.refused(status: status, code: code, message))
        default:
            status < 500
                ? .failed(.refused(status: status, code: code, message))
                : .failed(.outcomeUnknown("the vault answered \(status)"))
        }
    }
}
