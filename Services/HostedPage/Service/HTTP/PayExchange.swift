import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import SessionClient

/// One press of Pay, from the form to where the browser goes.
struct PayExchange {
    let route: ConfirmRoute
    let session: String
    let form: PayForm
    let visitor: Visitor

    /// Finds the card's token, asks session-api to pay, and says where the browser goes.
    func answer(_ client: ClientDetails) async throws(ServiceCallError) -> Response {
        var email: EmailAddress?
        if let typed = form.email {
            email = EmailAddress(typed)
            if email == nil { return try await mend(typed.isEmpty ? .emailMissing : .emailInvalid, email: typed) }
        }
        guard let token = try await token() else { return fault(.cardAgain) }
        let request = ConfirmRequest(token: token, email: email?.text, name: nil, client: client)
        let result = try await route.checkout.confirm(session: session, request)
        Counter(label: "paydesk_page_confirms_total", dimensions: [("outcome", result.outcome.rawValue)]).increment()
        var response = response(to: result)
        keep(email, after: result, in: &response)
        return response
    }

    /// What the visitor sees when session-api did not answer, or answered that there is no such session.
    func answer(to error: ServiceCallError, _ context: PaydeskContext) -> Response {
        if case .answered(status: 404, _, _) = error {
            return visitor.wantsJSON ? next(PagePaths.checkout(session)) : route.pages.missing(for: visitor)
        }
        context.logger.warning("session-api did not take a payment", metadata: ["error": "\(error)"])
        return away
    }

    /// The token that the script brought, or the one of the card that the vault took for the nonce.
    private func token() async throws(ServiceCallError) -> String? {
        if let token = form.token { return token }
        guard let nonce = form.nonce else { return nil }
        return try await route.checkout.view(session: session, nonce: nonce).card?.token
    }

    private func response(to result: ConfirmResult) -> Response {
        // It may be running without having begun: there is nothing to see of it in the view yet.
        if result.outcome == .processing, Place(result.view) == .checkout { return next(PagePaths.status(session)) }
        guard result.outcome == .refused, Place(result.view).takesCard else { return next(after: result.view) }
        switch result.code {
        case .unavailable: return away
        case .cardExpired: return fault(.cardExpired)
        // A repeated post of a card that was declined meanwhile, or that its bank asks about: the page says so.
        case .tokenUsed where result.view.payment != .none: return next(after: result.view)
        case .tokenUnknown, .tokenUsed, nil: return fault(.cardAgain)
        }
    }

    /// The address stays with the browser while the session is open, and no longer.
    private func keep(_ email: EmailAddress?, after result: ConfirmResult, in response: inout Response) {
        guard Place(result.view) != .paid else {
            route.emails.forget(session: session, in: &response)
            return
        }
        guard let email else { return }
        // Sealing fails only for want of memory; then the page asks for the address again.
        try? route.emails.remember(email, session: session, in: &response)
    }

    /// The e-mail address is wrong: the page asks for it again, and keeps the card.
    private func mend(_ fault: Fault, email: String) async throws(ServiceCallError) -> Response {
        if visitor.wantsJSON || form.held == nil { return self.fault(fault) }
        let view = try await route.checkout.view(session: session, nonce: form.nonce)
        guard Place(view).takesCard else { return next(after: view) }
        let state = CheckoutState(
            status: .unprocessableContent,
            csrf: route.formGuard.proof(for: session),
            email: PlainText.line(email, limit: 254),
            fault: fault,
            held: form.held
        )
        do {
            return try route.pages.checkout(view, for: visitor, state)
        } catch {
            throw .unknown("\(error)")
        }
    }

    private func fault(_ fault: Fault) -> Response {
        guard visitor.wantsJSON else { return .redirect(to: PagePaths.checkout(session, fault: fault), type: .normal) }
        return Response(
            status: .unprocessableContent,
            json: PageFault.json(fault.rawValue, param: fault.field?.rawValue)
        )
    }

    private func next(after view: CheckoutView) -> Response {
        guard form.isRepeat, !visitor.wantsJSON else { return next(view.nextLocation) }
        switch Place(view) {
        case .paid: return route.pages.paid(view, for: visitor)
        case .ended: return route.pages.ended(view, for: visitor)
        case .checking, .checkout, .challenge: return next(view.nextLocation)
        }
    }

    private func next(_ location: String) -> Response {
        guard visitor.wantsJSON else { return .redirect(to: location, type: .normal) }
        var object = JSONText.Object()
        object["next"] = location
        return Response(json: object.text)
    }

    private var away: Response {
        visitor.wantsJSON
            ? Response(status: .serviceUnavailable, json: PageFault.json(Fault.unreachable.rawValue))
            : route.pages.away(for: visitor, repeating: form.fields, to: PagePaths.checkout(session))
    }
}
