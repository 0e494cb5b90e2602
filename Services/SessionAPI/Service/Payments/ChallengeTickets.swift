import Foundation
import Payments
import Secrets
import SessionClient

/// Makes what a customer takes along to the bank's page, and reads what comes back.
struct ChallengeTickets: Sendable {
    /// The key of payment tickets; `context` keeps one from being taken for the other.
    let key: SecretBytes

    private static let context = "paydesk 3ds session data v1 "

    /// Which authentication somebody came back from.
    struct Place: Sendable, Equatable {
        let session: ID<Session>
        let attempt: ID<PaymentAttempt>
        /// Our transaction.
        let id: UUID
    }

    /// The way to the bank's page; nil when there is no challenge open.
    func view(_ attempt: PaymentAttempt) -> ChallengeView? {
        guard let challenge = attempt.openChallenge, let authentication = attempt.authentication,
            let request = ChallengeRequest(authentication)
        else { return nil }
        let place = Place(session: attempt.session, attempt: attempt.id, id: authentication.id)
        return ChallengeView(
            acsURL: challenge.acsURL,
            creq: Base64URL.encode(request.json.utf8),
            sessionData: signed(place)
        )
    }

    /// `threeDSSessionData`: base64url of `{session}.{attempt}.{transaction}.{code}`.
    func signed(_ place: Place) -> String {
        let text = "\(place.session).\(place.attempt).\(place.id.wireText)"
        let code = MAC.sha256(key: key, Data((Self.context + text).utf8))
        return Base64URL.encode("\(text).\(Hex.encode(code))".utf8)
    }

    /// Nil for what was not signed here.
    func read(_ sessionData: String) -> Place? {
        guard sessionData.utf8.count <= 1024, let bytes = Base64URL.decode(sessionData),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let code = Hex.decode(parts[3]) else { return nil }
        let signed = parts[0..<3].joined(separator: ".")
        guard MAC.isValid(code, key: key, Data((Self.context + signed).utf8)),
            let session = ID<Session>(String(parts[0])), let attempt = ID<PaymentAttempt>(String(parts[1])),
            let id = UUID(uuidString: String(parts[2]))
        else { return nil }
        return Place(session: session, attempt: attempt, id: id)
    }
}
