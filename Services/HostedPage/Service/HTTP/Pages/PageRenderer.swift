import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Payments
import SessionClient

/// Writes pages: templates, texts and the policy that goes with each.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    private let script: String
    private let isSecure: Bool
    private let clock: WallClock
    private let randomness: Randomness

    /// Reads the templates, which are part of the executable; throws what is wrong with one.
    init(isSecure: Bool, clock: WallClock, randomness: Randomness) throws {
        MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
        library = MustacheLibrary(
            templates: try [
                "layout": PackageResources.layout_mustache,
                "checkout": PackageResources.checkout_mustache,
                "order": PackageResources.order_mustache,
                "brand": PackageResources.brand_mustache,
                "marks": PackageResources.marks_mustache,
                "fault": PackageResources.fault_mustache,
                "time": PackageResources.time_mustache,
                "challenge": PackageResources.challenge_mustache,
                "item": PackageResources.item_mustache,
                "card": PackageResources.card_mustache,
                "held": PackageResources.held_mustache,
                "field": PackageResources.field_mustache,
                "notice": PackageResources.notice_mustache,
            ].mapValues { try MustacheTemplate(string: HTMLText.pragma + String(decoding: $0, as: UTF8.self)) }
        )
        script = String(decoding: PackageResources.page_js, as: UTF8.self)
        self.isSecure = isSecure
        self.clock = clock
        self.randomness = randomness
    }

    /// The page on which the customer pays.
    ///
    /// Throws `UnknownCurrency` for a session in a currency that this service does not know.
    func checkout(_ view: CheckoutView, for visitor: Visitor, _ state: CheckoutState) throws -> Response {
        guard let currency = Currency(view.currency) else { throw UnknownCurrency(code: view.currency) }
        let locale = PageLocale.choose(session: view.locale, acceptLanguage: visitor.acceptLanguage)
        let composer = CheckoutComposer(
            view: view,
            locale: locale,
            currency: currency,
            csrf: state.csrf,
            email: state.email ?? "",
            fault: state.fault,
            held: state.held,
            now: clock.now
        )
        return page(
            "checkout",
            composer.title,
            Content(checkout: composer.content()),
            locale: locale,
            status: state.status,
            around: view,
            mode: .checkout
        )
    }

    /// Until the session's time is over; 0 afterwards.
    func secondsLeft(of view: CheckoutView) -> Int { view.secondsLeft(at: clock.now) }

    /// The step to the card's bank; nil for a session that no bank waits for.
    func challenge(_ view: CheckoutView, for visitor: Visitor) -> Response? {
        guard Place(view) == .challenge, let challenge = view.challenge, let bank = view.bank else { return nil }
        let locale = PageLocale.choose(session: view.locale, acceptLanguage: visitor.acceptLanguage)
        let texts = locale.language.texts
        let merchant = PlainText.line(view.merchant.name)
        let amount = Currency(view.currency).map { Money(view.amountTotal, $0).formatted(locale: locale.tag) } ?? ""
        let content = ChallengeContent(
            brand: BrandContent(view.merchant, name: merchant),
            amount: amount,
            heading: texts.bank.title,
            body: texts.bank.body.filled(["amount": amount, "merchant": merchant]),
            action: bank.text,
            creq: challenge.creq,
            sessionData: challenge.sessionData,
            button: texts.bank.toBank,
            anotherCard: Link(url: PagePaths.checkout(view.session), text: texts.anotherCard)
        )
        return page(
            "challenge",
            content.heading,
            Content(challenge: content),
            locale: locale,
            status: .ok,
            around: view,
            mode: .challenge,
            bank: bank.origin
        )
    }

    /// A page that says one thing, in the visitor's language; with a view, in the shop's color and with its ways out.
    func notice(
        _ status: HTTPResponse.Status,
        for visitor: Visitor,
        around view: CheckoutView? = nil,
        mode: PageFrame.Mode? = nil,
        reloadAfter: Int? = nil,
        _ content: (Texts, _ merchant: String) -> NoticeContent
    ) -> Response {
        let locale = PageLocale.choose(session: view?.locale, acceptLanguage: visitor.acceptLanguage)
        let merchant = PlainText.line(view?.merchant.name ?? "")
        var notice = content(locale.language.texts, merchant)
        notice.brand = view.map { BrandContent($0.merchant, name: merchant) }
        return page(
            "notice",
            notice.heading,
            Content(notice: notice),
            locale: locale,
            status: status,
            around: view,
            mode: mode,
            reloadAfter: reloadAfter
        )
    }

    private func page(
        _ template: String,
        _ title: String,
        _ content: Content,
        locale: PageLocale,
        status: HTTPResponse.Status,
        around view: CheckoutView?,
        mode: PageFrame.Mode?,
        reloadAfter: Int? = nil,
        bank: Origin? = nil
    ) -> Response {
        let texts = locale.language.texts
        let nonce = Data(randomness.bytes(16)).base64EncodedString()
        let frame = PageFrame(
            lang: locale.tag,
            title: title,
            nonce: nonce,
            script: script,
            palette: PageFrame.Palette(view?.merchant.color.flatMap(BrandColor.init) ?? .standard),
            assets: PageFrame.AssetPaths(),
            poweredBy: texts.poweredBy,
            session: view?.session,
            mode: mode?.rawValue,
            secondsLeft: mode == .checkout || mode == .challenge ? view.map(secondsLeft) : nil,
            favicon: BrandContent.favicon(of: view?.merchant),
            reloadAfter: reloadAfter,
            support: view?.merchant.supportEmail.flatMap(EmailAddress.init).map {
                PageFrame.Support(question: texts.questions, email: $0.text)
            },
            content: content
        )
        let policy = ContentSecurityPolicy(
            nonce: nonce,
            vault: view.flatMap { Origin(of: $0.vaultURL) },
            waysOut: view.map { [$0.successURL, $0.cancelURL].compactMap { $0.flatMap(Origin.init(of:)) } } ?? [],
            bank: bank,
            isSecure: isSecure
        )
        let html = library.render(frame, withTemplate: template) ?? ""
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: policy.text,
                .vary: "Accept, Accept-Language",
            ],
            body: .init(byteBuffer: ByteBuffer(string: html))
        )
    }
}

/// What the payment page shows besides the session itself.
struct CheckoutState {
    var status: HTTPResponse.Status = .ok
    /// The proof that its form carries; see `FormGuard`.
    let csrf: String
    /// Filled into the e-mail field.
    var email: String?
    var fault: Fault?
    /// Stands for a card that the vault took: the name of the field, `nonce` or `token`, and its value.
    var held: (keyName: String, key: String)?
}

/// A session in a currency that is not in our list.
struct UnknownCurrency: Error, CustomStringConvertible {
    let code: String

    var description: String { "unknown currency" }
}
