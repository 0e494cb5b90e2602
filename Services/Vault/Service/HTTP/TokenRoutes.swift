import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Payments
import Secrets
import VaultClient

/// The vault's public side: the customer's browser brings a card and gets a token.
struct TokenRoutes: Sendable {
    let tokenizer: Tokenizer
    let ticketKey: SecretBytes
    let answers: TokenAnswers
    let clock: WallClock
    let metrics: VaultMetrics

    func add(to router: Router<PaydeskContext>) {
        router.post("/v1/tokens", use: create)
        router.on("/v1/tokens", method: .options) { request, _ in answers.page.preflight(request) }
    }

    /// Never throws: an answer without the CORS headers would look like a broken network to the page.
    @Sendable func create(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let started = ContinuousClock.now
        var ticket: PaymentTicket?
        do {
            let (entry, valid) = try await read(request, ticket: &ticket)
            let card = try await tokenizer.tokenize(entry, valid, logger: context.logger)
            metrics.issued(card, took: .now - started)
            return try answers.created(card, for: valid, request)
        } catch {
            let refusal = refusal(error, context.logger)
            metrics.refused(refusal)
            return answers.refused(refusal, ticket, request)
        }
    }

    /// Checks the ticket before it looks at the card, so that nobody without one learns what a card must look like.
    private func read(_ request: Request, ticket: inout PaymentTicket?) async throws -> (CardEntry, PaymentTicket) {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true else {
            throw TokenRefusal.bodyType
        }
        var body = SecretBody()
        for try await piece in request.body {
            try piece.withUnsafeReadableBytes { bytes in
                defer { wipe(bytes) }
                try body.append(bytes)
            }
        }
        var form = try CardForm(body)
        let valid = try self.ticket(in: &form, &ticket)
        return (try CardEntry(&form, at: clock.now), valid)
    }

    private func ticket(
        in form: inout CardForm,
        _ known: inout PaymentTicket?
    ) throws(TokenRefusal) -> PaymentTicket {
        let text = form.withValue(.ticket) { String(decoding: $0, as: UTF8.self) }
        guard !text.isEmpty else { throw .ticketMissing }
        do {
            let ticket = try PaymentTicket(text, key: ticketKey, at: clock.now)
            known = ticket
            return ticket
        } catch {
            guard case .expired(let ticket) = error else { throw .ticketInvalid }
            known = ticket
            throw .ticketExpired
        }
    }

    private func refusal(_ error: any Error, _ logger: Logger) -> TokenRefusal {
        if let refusal = error as? TokenRefusal { return refusal }
        // The connection broke while the body came, most likely; the type says enough, the rest may hold anything.
        logger.notice("Token request not read", metadata: ["error.type": "\(type(of: error))"])
        return .bodyMalformed
    }
}
