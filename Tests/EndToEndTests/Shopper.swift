import Foundation
import NIOHTTP1

/// What a customer's browser does, without the browser.
extension Stack {
    static let visa = "4242424242424242"
    static let declined = "4000000000000002"

    /// What pressing Pay led to.
    enum Outcome: Equatable {
        /// Sent back to the shop.
        case success
        /// On the page, which shows this status: 200 for a decline or a page that waits.
        case page(Int)
    }

    nonisolated var pageURL: String { "http://127.0.0.1:\(portBase + 1)" }
    nonisolated var vaultURL: String { "http://127.0.0.1:\(portBase + 2)" }

    /// The hidden fields of the page, by name.
    nonisolated func open(_ session: Session) async throws -> [String: String] {
        let page = try await send(.get, "\(pageURL)/c/pay/\(session.id)")
        guard page.status == 200 else { throw Unexpected(answer: page) }
        return fields(page.body)
    }

    /// Hands the card to the vault, as the page's script does; the answer is the token.
    nonisolated func tokenize(_ number: String, ticket: String) async throws -> String {
        struct Token: Decodable {
            let token: String
        }
        let form = [
            ("ticket", ticket), ("number", number), ("exp", "12 / 34"), ("cvc", "123"), ("name", "Jenny Rosen"),
        ]
        let headers: HTTPHeaders = ["Accept": "application/json", "Origin": pageURL]
        let answer = try await send(.post, "\(vaultURL)/v1/tokens", form: form, headers: headers)
        guard answer.status == 200 else { throw Unexpected(answer: answer) }
        return try JSONDecoder().decode(Token.self, from: Data(answer.body.utf8)).token
    }

    /// Presses Pay with a token that the vault gave.
    nonisolated func confirm(_ session: Session, token: String, csrf: String) async throws -> Outcome {
        let form = [("token", token), ("csrf", csrf), ("email", "jenny@example.com")]
        let headers: HTTPHeaders = ["Origin": pageURL, "Sec-Fetch-Site": "same-origin"]
        var answer = try await send(.post, "\(pageURL)/c/pay/\(session.id)", form: form, headers: headers)
        for _ in 0..<100 {
            guard let location = answer.location else { return .page(answer.status) }
            if location.hasPrefix("https://shop.example/done") { return .success }
            answer = try await send(.get, pageURL + location)
            while answer.status == 200, location.hasSuffix("/status") {
                _ = try await send(.get, "\(pageURL)/c/pay/\(session.id)/outcome?wait=1")
                answer = try await send(.get, pageURL + location)
            }
        }
        throw Unexpected(answer: answer)
    }

    /// Opens the page, hands over the card, presses Pay.
    nonisolated func pay(_ session: Session, with number: String = visa) async throws -> Outcome {
        let fields = try await open(session)
        let token = try await tokenize(number, ticket: fields["ticket"] ?? "")
        return try await confirm(session, token: token, csrf: fields["csrf"] ?? "")
    }

    private nonisolated func fields(_ html: String) -> [String: String] {
        var found: [String: String] = [:]
        for match in html.matches(of: /<input type="hidden" name="([a-z]+)" value="([^"]*)"/) {
            found[String(match.1)] = String(match.2)
        }
        return found
    }
}
