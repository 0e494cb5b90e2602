import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import ServiceLifecycle
import SessionClient

/// The pages of a session that are read: paying, waiting, and the outcome for the script.
///
/// None of them changes anything: a page may be loaded as often as one likes.
struct PageRoutes: Sendable {
    let checkout: CheckoutClient
    let pages: PageRenderer
    let formGuard: FormGuard
    let emails: EmailCookie
    let waiting: WaitingRoom

    func add(to router: Router<PaydeskContext>) {
        router.get("/c/pay/{session}", use: show)
        router.get("/c/pay/{session}/status", use: status)
        router.get("/c/pay/{session}/challenge", use: challenge)
        router.get("/c/pay/{session}/outcome", use: outcome)
    }

    /// The page on which the customer pays.
    ///
    /// After a plain form post to the vault it comes with `?card={nonce}`, and shows that card, or with
    /// `?error={code}`.
    @Sendable func show(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let session = try context.session()
        let visitor = Visitor(request)
        let nonce = request.uri.queryParameters["card"].map(String.init)
        let view: CheckoutView
        do throws(ServiceCallError) {
            view = try await checkout.view(session: session, nonce: nonce)
        } catch {
            return answer(to: error, for: visitor, context)
        }
        switch Place(view) {
        case .paid where WebAddress(view.successURL) == nil: return pages.paid(view, for: visitor)
        case .paid, .checking: return .redirect(to: view.nextLocation, type: .normal)
        case .ended: return pages.ended(view, for: visitor)
        case .checkout, .challenge: break
        }
        var state = CheckoutState(csrf: formGuard.proof(for: session))
        state.email = emails.email(in: request, session: session)
        state.fault = request.uri.queryParameters["error"].map { Fault(rawValue: String($0)) ?? .other }
        if let nonce, state.fault == nil {
            if view.card == nil { state.fault = .cardAgain } else { state.held = ("nonce", nonce) }
        }
        return try pages.checkout(view, for: visitor, state)
    }

    /// "Checking your payment": goes on by itself as soon as the outcome is known.
    ///
    /// With `?returned=1` the browser follows a form of the bank's page, whose policy may name this service and no
    /// shop: then the way to the shop is a page that leads on, not a redirect that such a policy would drop.
    @Sendable func status(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let session = try context.session()
        let visitor = Visitor(request)
        do throws(ServiceCallError) {
            let view = try await checkout.view(session: session)
            switch Place(view) {
            case .checking: return pages.checking(view, for: visitor)
            case .paid where request.uri.queryParameters["returned"] != nil: return pages.paid(view, for: visitor)
            case .paid, .checkout, .challenge, .ended: break
            }
            return .redirect(to: view.nextLocation, type: .normal)
        } catch {
            return answer(to: error, for: visitor, context)
        }
    }

    /// The step to the card's bank: a form that goes there, by itself with script, by its button without.
    @Sendable func challenge(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let session = try context.session()
        let visitor = Visitor(request)
        do throws(ServiceCallError) {
            let view = try await checkout.view(session: session)
            return pages.challenge(view, for: visitor) ?? .redirect(to: view.nextLocation, type: .normal)
        } catch {
            return answer(to: error, for: visitor, context)
        }
    }

    /// How the payment stands, for the script; with `wait`, as soon as it stands otherwise than `processing`.
    @Sendable func outcome(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let session = try context.session()
        let seconds = request.uri.queryParameters.get("wait", as: Int.self) ?? 0
        do throws(ServiceCallError) {
            let view = try await waiting.wait(upTo: seconds) { seconds throws(ServiceCallError) in
                try await outcome(of: session, within: seconds)
            }
            return json(view)
        } catch {
            return answer(to: error, for: Visitor(request, wantsJSON: true), context)
        }
    }

    /// A stop of this process ends the wait: the script asks again, and another process answers.
    private func outcome(of session: String, within seconds: Int) async throws(ServiceCallError) -> CheckoutView {
        let checkout = checkout
        return try await cancelWhenGracefulShutdown { () async -> Result<CheckoutView, ServiceCallError> in
            do throws(ServiceCallError) {
                return .success(try await checkout.outcome(session: session, wait: seconds))
            } catch {
                return .failure(error)
            }
        }.get()
    }

    private func json(_ view: CheckoutView) -> Response {
        var object = JSONText.Object()
        object["status"] = view.status.rawValue
        object["payment"] = view.payment.rawValue
        object["ticket"] = view.ticket
        object.append("seconds_left", json: "\(pages.secondsLeft(of: view))")
        return Response(json: object.text)
    }

    /// What the visitor sees when session-api gave no view.
    private func answer(
        to error: ServiceCallError,
        for visitor: Visitor,
        _ context: PaydeskContext
    ) -> Response {
        if case .answered(status: 404, _, _) = error {
            return visitor.wantsJSON
                ? Response(status: .notFound, json: PageFault.json("resource_missing")) : pages.missing(for: visitor)
        }
        context.logger.warning("session-api gave no answer", metadata: ["error": "\(error)"])
        return visitor.wantsJSON
            ? Response(status: .serviceUnavailable, json: PageFault.json("unreachable")) : pages.away(for: visitor)
    }
}

/// The error that the page's script reads.
enum PageFault {
    static func json(_ code: String, param: String? = nil) -> String {
        var fault = JSONText.Object()
        fault["code"] = code
        fault["param"] = param
        var body = JSONText.Object()
        body.append("error", json: fault.text)
        return body.text
    }
}
