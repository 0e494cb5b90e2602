import HTTPKit
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Payments

/// The store's pages, from templates that are part of the executable.
struct StorePages: Sendable {
    private let library: MustacheLibrary
    private let policy: String

    /// The payment page is the origin of Paydesk's page: Chromium applies `form-action` to where a form is redirected,
    /// too.
    init(paymentPage: String) throws {
        library = try MustacheLibrary(templates: [
            "layout": Self.template(PackageResources.layout_mustache),
            "store": Self.template(PackageResources.store_mustache),
            "thanks": Self.template(PackageResources.thanks_mustache),
            "problem": Self.template(PackageResources.problem_mustache),
            "cards": Self.template(PackageResources.cards_mustache),
        ])
        policy = """
            default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
            form-action 'self' \(paymentPage); base-uri 'none'; frame-ancestors 'none'
            """
    }

    private static func template(_ bytes: [UInt8]) throws -> MustacheTemplate {
        try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
    }

    /// The product and its Buy button.
    ///
    /// The order is the one that Buy will place.
    func store(_ product: Product, order: ID<Order>) -> Response {
        let values: [String: Any] = [
            "title": product.name,
            "name": product.name,
            "description": product.description,
            "price": product.price.formatted(locale: "en"),
            "order": order.rawValue,
        ]
        return page("store", values)
    }

    /// The cards to try, and what each of them does.
    func cards(_ groups: [TestCardGroup]) -> Response {
        let values: [String: Any] = [
            "title": "Cards to try",
            "groups": groups.map { group in
                [
                    "id": group.id,
                    "name": group.title,
                    "introduction": group.introduction,
                    "cards": group.cards.map { ["number": $0.grouped, "says": $0.says] },
                ] as [String: Any]
            },
        ]
        return page("cards", values)
    }

    /// What became of a checkout.
    func thanks(_ outcome: CheckoutOutcome, session: String?) -> Response {
        var values: [String: Any] = [
            "title": outcome.title,
            "text": outcome.text,
            "tone": outcome.isGood ? "good" : "plain",
        ]
        if outcome.isUnsettled { values["watch"] = true }
        if let session { values["session"] = session }
        values["pay"] = outcome.payURL
        return page("thanks", values, status: outcome.status)
    }

    /// Something is missing or away.
    func problem(
        _ title: String,
        _ text: String,
        status: HTTPResponse.Status,
        retry order: ID<Order>? = nil
    ) -> Response {
        var values: [String: Any] = ["title": title, "text": text]
        values["order"] = order?.rawValue
        return page("problem", values, status: status)
    }

    private func page(_ name: String, _ values: [String: Any], status: HTTPResponse.Status = .ok) -> Response {
        let html = library.render(values, withTemplate: name) ?? ""
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-store",
                .contentSecurityPolicy: policy,
                .xContentTypeOptions: "nosniff",
            ],
            body: .init(byteBuffer: ByteBuffer(string: html))
        )
    }

    /// A style sheet or script.
    static func asset(_ bytes: [UInt8], type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "max-age=300", .xContentTypeOptions: "nosniff"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
