import Foundation
import Messages
import Payments
import Postgres
import Secrets

/// Adds webhook endpoints, one for each idempotency key.
///
/// The answer is kept without the secret, which stays sealed in its own table; a repeated answer gets it from there.
package struct EndpointRegistration: Sendable {
    private let endpoints: EndpointStore
    private let idempotency: IdempotencyStore

    /// What stands for the secret in the kept answer, whose last member it is; JSON text holds this character only escaped.
    private static let hole = "\u{1}"
    private static let keptEnd = #""secret":"\u0001"}"#

    package init(_ database: Database, endpoints: EndpointStore) {
        self.endpoints = endpoints
        idempotency = IdempotencyStore(database)
    }

    /// Adds an endpoint.
    ///
    /// - Parameters:
    ///   - new: what was asked for.
    ///   - key: the request's idempotency key.
    ///   - question: what the key stands for.
    ///   - now: the merchant's time.
    ///   - write: writes the object; its last member must be the secret.
    /// - Returns: the answer with the secret, new or kept.
    /// - Throws: `EndpointStoreError.limitReached`, `PostgresError`.
    package func register(
        _ new: NewEndpoint,
        key: IdempotencyStore.Key?,
        question: IdempotencyStore.Question,
        at now: Date,
        write: (Endpoint, String) -> String
    ) async throws -> IdempotencyStore.Kept {
        let kept = try await idempotency.perform(key, question, at: now) { tx in
            let (endpoint, _) = try await endpoints.insert(new, at: now, in: tx)
            return IdempotencyStore.Answer(status: 200, body: write(endpoint, Self.hole))
        }
        guard case .answer(let answer, let isReplay) = kept else { return kept }
        return .answer(try await filled(answer), isReplay: isReplay)
    }

    private func filled(_ answer: IdempotencyStore.Answer) async throws -> IdempotencyStore.Answer {
        guard answer.body.hasSuffix(Self.keptEnd), let id = Self.id(in: answer.body) else { return answer }
        // An endpoint that was deleted meanwhile has no secret any more.
        let secret = try await endpoints.secret(of: id)?.withValue { $0 } ?? ""
        let body = answer.body.dropLast(Self.keptEnd.count) + "\"secret\":\"\(secret)\"}"
        return IdempotencyStore.Answer(status: answer.status, body: String(body))
    }

    /// The id stands first: `{"id":"we_…"`.
    private static func id(in body: String) -> ID<Endpoint>? {
        let rest = body.dropFirst(#"{"id":""#.count)
        return ID(rest.prefix { $0 != "\"" })
    }
}
