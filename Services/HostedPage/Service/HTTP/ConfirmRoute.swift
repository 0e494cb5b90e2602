import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import SessionClient

/// The customer presses Pay: the card's token goes to session-api, the browser to wherever the outcome leads.
///
/// The answer is a 303 for a form and `{"next": …}` for the script. Posting again is always safe: session-api pays a
/// session once, and a token that is being tried is not tried anew.
struct ConfirmRoute: Sendable {
    /// The largest form that is read; ours are under 1 KiB.
    static let bodyBytes = 16 * 1024

    let checkout: CheckoutClient
    let pages: PageRenderer
    let formGuard: FormGuard
    let emails: EmailCookie
    let trustedProxies: TrustedProxies

    func add(to router: Router<PaydeskContext>) {
        router.post("/c/pay/{session}", use: pay)
    }

    @Sendable func pay(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let session = try context.session()
        let form = try await PayForm(request, limit: Self.bodyBytes)
        let visitor = Visitor(request)
        guard formGuard.accepts(request, session: session, proof: form.csrf) else {
            context.logger.warning("A post that did not come from the page was refused")
            return visitor.wantsJSON
                ? Response(status: .forbidden, json: PageFault.json("refused"))
                : pages.refused(for: visitor, session: session)
        }
        let exchange = PayExchange(route: self, session: session, form: form, visitor: visitor)
        do throws(ServiceCallError) {
            let client = ClientDetails(
                ip: context.clientAddress(of: request, trustedProxies: trustedProxies),
                userAgent: request.headers[.userAgent].map { String($0.prefix(512)) },
                acceptLanguage: visitor.acceptLanguage.map { String($0.prefix(256)) }
            )
            return try await exchange.answer(client)
        } catch {
            return exchange.answer(to: error, context)
        }
    }
}

/// What the page's form sends.
struct PayForm {
    let csrf: String?
    let token: String?
    let nonce: String?
    /// Nil when the page did not ask, empty when nothing was typed.
    let email: String?
    /// Whether this is the form of the page that says that we were away.
    ///
    /// That page was written without knowing the session, so its policy names no shop: a redirect there is forbidden.
    let isRepeat: Bool

    private static let repeatName = "repeat"

    /// Throws 400 for a body that is no form, 413 for a large one.
    init(_ request: Request, limit: Int) async throws {
        var request = request
        let body = try await request.collectBody(upTo: limit)
        let pairs: [(name: String, value: String)]
        do {
            pairs = try FormBody.parse(body, limit: 20)
        } catch {
            throw HTTPError(.badRequest)
        }
        func value(_ name: String) -> String? { FormBody.value(name, in: pairs) }
        csrf = value(FormGuard.fieldName)
        token = value("token").flatMap { $0.isEmpty ? nil : $0 }
        nonce = value("nonce").flatMap { $0.isEmpty ? nil : $0 }
        email = value("email")
        isRepeat = value(Self.repeatName) != nil
    }

    /// The same fields, to be posted once more.
    var fields: [HiddenField] {
        [
            (FormGuard.fieldName, csrf), ("token", token), ("nonce", nonce), ("email", email), (Self.repeatName, "yes"),
        ].compactMap { name, value in value.map { HiddenField(name: name, value: $0) } }
    }

    /// What stands for the card.
    var held: (keyName: String, key: String)? {
        token.map { ("token", $0) } ?? nonce.map { ("nonce", $0) }
    }
}
