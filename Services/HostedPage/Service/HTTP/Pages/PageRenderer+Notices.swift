import HTTPKit
import HTTPTypes
import Hummingbird
import SessionClient

extension PageRenderer {
    /// Seconds between two looks of a page that waits, without script.
    private static let reloadSeconds = 3

    /// No such session, or no such page.
    func missing(for visitor: Visitor) -> Response {
        notice(.notFound, for: visitor) { texts, _ in
            NoticeContent(heading: texts.notices.missingTitle, body: texts.notices.missingBody)
        }
    }

    /// Something of ours is broken: the page offers itself again.
    func broken(for visitor: Visitor) -> Response {
        notice(.internalServerError, for: visitor) { texts, _ in
            NoticeContent(
                heading: texts.notices.unavailableTitle,
                body: texts.notices.unavailableBody,
                link: Link(url: "", text: texts.notices.tryAgain)
            )
        }
    }

    /// A part behind the page is away; reading the page again is all that is needed, and the page does it by itself.
    func away(for visitor: Visitor) -> Response {
        var response = notice(
            .serviceUnavailable,
            for: visitor,
            mode: .reload,
            reloadAfter: Self.reloadSeconds
        ) { texts, _ in
            NoticeContent(
                heading: texts.notices.unavailableTitle,
                body: texts.notices.unavailableBody,
                working: true,
                link: Link(url: "", text: texts.notices.tryAgain)
            )
        }
        response.headers[.retryAfter] = "\(Self.reloadSeconds)"
        return response
    }

    /// A part behind the page is away while the customer pays: the same post once more, with nothing lost.
    func away(for visitor: Visitor, repeating fields: [HiddenField], to path: String) -> Response {
        var response = notice(.serviceUnavailable, for: visitor) { texts, _ in
            NoticeContent(
                heading: texts.notices.unavailableTitle,
                body: texts.notices.unavailablePay,
                retry: RetryContent(path: path, fields: fields, button: texts.notices.tryAgain)
            )
        }
        response.headers[.retryAfter] = "1"
        return response
    }

    /// A post that did not come from the page.
    func refused(for visitor: Visitor, session: String) -> Response {
        notice(.forbidden, for: visitor) { texts, _ in
            NoticeContent(
                heading: texts.notices.refusedTitle,
                body: texts.notices.refusedBody,
                link: Link(url: PagePaths.checkout(session), text: texts.notices.toCheckout)
            )
        }
    }

    /// The bank sent somebody back with what we did not give it.
    func foreignReturn(for visitor: Visitor) -> Response {
        notice(.badRequest, for: visitor) { texts, _ in
            NoticeContent(heading: texts.bank.foreignTitle, body: texts.bank.foreignBody, isBad: true)
        }
    }

    /// The payment's outcome is being found out.
    func checking(_ view: CheckoutView, for visitor: Visitor) -> Response {
        notice(.ok, for: visitor, around: view, mode: .follow, reloadAfter: Self.reloadSeconds) { texts, _ in
            NoticeContent(
                heading: texts.notices.checkingTitle,
                body: texts.notices.checkingBody,
                working: true,
                plainLink: Link(url: PagePaths.status(view.session), text: texts.notices.checkingReload)
            )
        }
    }

    /// Paid, where a redirect to the shop cannot be the answer; the page leads there by itself and by a link.
    func paid(_ view: CheckoutView, for visitor: Visitor) -> Response {
        let shop = WebAddress(view.successURL)
        var response = notice(.ok, for: visitor, around: view) { texts, merchant in
            NoticeContent(
                heading: texts.notices.paidTitle,
                body: texts.notices.paidBody.filled(["merchant": merchant]),
                isGood: true,
                link: shop.map { Link(url: $0.text, text: texts.backTo.filled(["merchant": merchant])) }
            )
        }
        if let shop { response.headers[.refresh] = "0; url=\(shop.text)" }
        return response
    }

    /// The session has ended unpaid: after its last card was declined, or because its time was over.
    func ended(_ view: CheckoutView, for visitor: Visitor) -> Response {
        notice(.gone, for: visitor, around: view) { texts, merchant in
            NoticeContent(
                heading: view.isUsedUp ? texts.notices.endedTitle : texts.notices.expiredTitle,
                body: (view.isUsedUp ? texts.notices.endedBody : texts.notices.expiredBody)
                    .filled(["merchant": merchant]),
                isLate: !view.isUsedUp,
                isBad: view.isUsedUp,
                link: view.wayBack.map { Link(url: $0.text, text: texts.backTo.filled(["merchant": merchant])) }
            )
        }
    }
}
