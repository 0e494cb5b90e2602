import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import SessionClient

/// The bank's page sends the customer back: a form post from a foreign site, without cookies.
///
/// Nothing that it brings decides anything. session-api checks the MAC in `threeDSSessionData`, which only says which
/// session the browser belongs to; how the payment stands is asked of session-api, which hears it from the bank itself.
struct ChallengeReturnRoute: Sendable {
    /// A CRes of the standard is under 2 KiB.
    static let bodyBytes = 16 * 1024

    let checkout: CheckoutClient
    let pages: PageRenderer

    func add(to router: Router<PaydeskContext>) {
        router.post(RouterPath(PagePaths.challengeReturn), use: arrive)
    }

    @Sendable func arrive(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let visitor = Visitor(request, wantsJSON: false)
        let form = try await ReturnForm(request, limit: Self.bodyBytes)
        guard let sessionData = form.sessionData else { return foreign(visitor, context) }
        do throws(ServiceCallError) {
            let back = try await checkout.challengeReturned(.init(sessionData: sessionData, cres: form.cres))
            Counter(label: "paydesk_page_challenge_returns_total", dimensions: [("outcome", "known")]).increment()
            return .redirect(to: PagePaths.returned(back.session), type: .normal)
        } catch {
            if case .answered(status: 400, _, _) = error { return foreign(visitor, context) }
            context.logger.warning("session-api did not hear of a return from a bank", metadata: ["error": "\(error)"])
            return pages.away(for: visitor, repeating: form.fields, to: PagePaths.challengeReturn)
        }
    }

    private func foreign(_ visitor: Visitor, _ context: PaydeskContext) -> Response {
        Counter(label: "paydesk_page_challenge_returns_total", dimensions: [("outcome", "foreign")]).increment()
        context.logger.warning("A return from a bank belongs to no payment here")
        return pages.foreignReturn(for: visitor)
    }
}

/// What the issuer's page posts.
private struct ReturnForm {
    private static let sessionDataName = "threeDSSessionData"
    private static let cresName = "cres"

    let sessionData: String?
    let cres: String?

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
        sessionData = FormBody.value(Self.sessionDataName, in: pairs).flatMap { $0.isEmpty ? nil : $0 }
        cres = FormBody.value(Self.cresName, in: pairs)
    }

    /// The same fields, to be posted once more.
    var fields: [HiddenField] {
        [(Self.sessionDataName, sessionData), (Self.cresName, cres)].compactMap { name, value in
            value.map { HiddenField(name: name, value: $0) }
        }
    }
}
