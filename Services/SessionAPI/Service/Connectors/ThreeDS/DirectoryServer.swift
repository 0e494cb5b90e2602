import Foundation
import Payments
import SessionClient
import VaultClient

/// What an authentication is asked for.
package struct AuthenticationOrder: Sendable {
    package let attempt: PaymentAttempt
    package let authentication: Authentication
    /// The shop's name, which the bank shows.
    package let merchantName: String
    package let client: ClientDetails
    /// The machine's time.
    package let now: Date

    package init(
        attempt: PaymentAttempt,
        authentication: Authentication,
        merchantName: String,
        client: ClientDetails,
        now: Date
    ) {
        self.attempt = attempt
        self.authentication = authentication
        self.merchantName = merchantName
        self.client = client
        self.now = now
    }
}

/// What the directory server answered.
package struct DirectoryAnswer: Sendable, Equatable {
    /// "Could not be tried" when there was no answer, or none that can be read.
    package let word: AuthenticationWord
    /// Why there was none, for a person.
    package let fault: String?
}

/// Asks 3-D Secure directory servers, by way of the vault's relay, which puts the card in.
package struct DirectoryServer: Sendable {
    /// How long a directory server that cannot be reached is tried again while the customer waits.
    static let patience: Duration = .seconds(2)

    private let vault: CardVault
    private let profile: RequestorProfile

    package init(vault: CardVault, profile: RequestorProfile) {
        self.vault = vault
        self.profile = profile
    }

    /// Sends the AReq; asking again moves no money, but the bank counts, so it is done only while nothing has arrived.
    package func ask(_ order: AuthenticationOrder) async -> DirectoryAnswer {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do {
                return Self.read(try await send(order), order)
            } catch .notSent(let reason) where ContinuousClock.now < deadline {
                do {
                    try await Task.sleep(for: .milliseconds(250))
                } catch {
                    return DirectoryAnswer(word: .none, fault: reason)
                }
            } catch {
                return DirectoryAnswer(word: .none, fault: error.reason)
            }
        }
    }

    private func send(_ order: AuthenticationOrder) async throws(RelayFailure) -> RelayAnswer {
        let attempt = order.attempt
        var request = RelayRequest(
            acquirer: profile.server,
            operation: "authenticate",
            idempotencyKey: attempt.acquirerKey + "-areq",
            body: AuthenticationRequest(order, profile)
        )
        request.session = attempt.session.rawValue
        request.attempt = attempt.id.rawValue
        request.token = ID(unchecked: attempt.card.token)
        return try await vault.relay(request)
    }

    private static func read(_ answer: RelayAnswer, _ order: AuthenticationOrder) -> DirectoryAnswer {
        guard answer.status == 200 else { return DirectoryAnswer(word: .none, fault: "answered \(answer.status)") }
        do {
            let word = try AuthenticationWord(
                ares: Data(answer.body.utf8),
                of: order.authentication.id,
                livemode: order.attempt.livemode
            )
            return DirectoryAnswer(word: word, fault: nil)
        } catch {
            return DirectoryAnswer(word: .none, fault: "no ARes: \(error.description): \(error.detail)")
        }
    }
}
