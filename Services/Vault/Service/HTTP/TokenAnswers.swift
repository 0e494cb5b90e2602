import HTTPKit
import HTTPTypes
import Hummingbird
import Payments
import VaultClient

/// The answers to a token request: JSON for the page's script, a way back to the page for its plain form.
///
/// The way back is always a 303, never 307 or 308: those would carry the card's fields to the page.
struct TokenAnswers: Sendable {
    let page: PageOrigin

    private struct Created: Encodable {
        struct Card: Encodable {
            let brand: String
            let last4: String
            let expMonth: Int
            let expYear: Int
            let funding: String

            enum CodingKeys: String, CodingKey {
                case brand, last4, funding
                case expMonth = "exp_month"
                case expYear = "exp_year"
            }
        }

        let token: String
        let card: Card
    }

    func created(_ card: StoredCard, for ticket: PaymentTicket, _ request: Request) throws -> Response {
        guard request.wantsJSON else { return back(to: ticket, "card=\(ticket.nonce)", request) }
        let created = Created(
            token: card.token,
            card: .init(
                brand: card.brand.rawValue,
                last4: card.last4,
                expMonth: card.expiry.month,
                expYear: card.expiry.year,
                funding: card.funding.rawValue
            )
        )
        var response = try Response(encoding: created)
        response.headers.append(contentsOf: page.headers(for: request))
        return response
    }

    /// The answer to a request that gets no token; a ticket of ours, even an old one, says where its page is.
    func refused(_ refusal: TokenRefusal, _ ticket: PaymentTicket?, _ request: Request) -> Response {
        let error = refusal.apiError
        if request.wantsJSON {
            return Response(status: error.status, json: error.json, headers: page.headers(for: request))
        }
        if let ticket { return back(to: ticket, "error=\(refusal.code)", request) }
        // Whose page it was is unknown, so there is no way back but the browser's own.
        var headers = page.headers(for: request)
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        let html = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Payment</title>\
            <meta name="viewport" content="width=device-width"><h1>This page cannot be used any more</h1>\
            <p>\(refusal.message) Nothing was charged. Go back and reload the page.</p></html>
            """
        return Response(status: error.status, headers: headers, body: .init(byteBuffer: .init(string: html)))
    }

    private func back(to ticket: PaymentTicket, _ query: String, _ request: Request) -> Response {
        var headers = page.headers(for: request)
        headers[.location] = "\(ticket.pageURL)/c/pay/\(ticket.session)?\(query)"
        return Response(status: .seeOther, headers: headers)
    }
}

extension Request {
    /// Whether a script asks; a browser that posts a form by itself asks for HTML.
    var wantsJSON: Bool {
        headers[.secFetchMode] == "cors" || headers[.accept]?.contains("application/json") == true
    }
}
