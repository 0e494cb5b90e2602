import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Payments

/// The issuer's pages, from templates that are part of the executable.
struct BankPages: Sendable {
    private let library: MustacheLibrary

    init() throws {
        library = try MustacheLibrary(templates: [
            "bank": Self.template(PackageResources.bank_mustache),
            "question": Self.template(PackageResources.question_mustache),
            "onward": Self.template(PackageResources.onward_mustache),
            "lost": Self.template(PackageResources.lost_mustache),
        ])
    }

    private static func template(_ bytes: [UInt8]) throws -> MustacheTemplate {
        try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
    }

    /// What is to be paid, and whether the cardholder wants to.
    ///
    /// The code is the one-time code, where one is wanted; a real bank would send it elsewhere.
    func question(_ challenge: Challenge, code: String?, isCodeMissing: Bool) -> Response {
        var values: [String: Any] = [
            "title": "Confirm your payment",
            "id": challenge.id,
            "merchant": challenge.merchant,
            "amount": challenge.money.formatted(locale: "en"),
            "card": "\(challenge.brand.displayName) ending in \(challenge.last4)",
        ]
        if let code {
            var asked: [String: Any] = ["digits": code]
            asked["error"] = Self.error(challenge, isCodeMissing)
            values["code"] = asked
        }
        return page("question", values, policy: Self.questionPolicy)
    }

    private static func error(_ challenge: Challenge, _ isCodeMissing: Bool) -> String? {
        if isCodeMissing { return "Enter the six digits of the code first." }
        let left = Challenge.Limits.wrongCodes - challenge.wrongCodes
        if challenge.wrongCodes == 0 { return nil }
        return "That is not the code. You can try \(left == 1 ? "once more" : "\(left) more times")."
    }

    /// The way back to the merchant's payment page, which a script takes at once.
    func onward(_ challenge: Challenge, cres: String) -> Response {
        let isApproved = challenge.returnedStatus?.hasProof ?? false
        var values: [String: Any] = [
            "title": isApproved ? "Thank you" : "Nothing will be charged",
            "text": isApproved
                ? "You have confirmed the payment. We are taking you back to \(challenge.merchant)."
                : "The payment is not confirmed. We are taking you back to \(challenge.merchant).",
            "merchant": challenge.merchant,
            "url": challenge.notificationURL,
            "cres": cres,
        ]
        values["session"] = challenge.sessionData
        return page("onward", values, policy: Self.onwardPolicy)
    }

    /// For who comes with nothing that leads anywhere.
    var lost: Response {
        page("lost", ["title": "There is nothing to confirm here"], status: .notFound, policy: Self.questionPolicy)
    }

    private static let questionPolicy = """
        default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    /// The form goes to the address of the request alone, but Chromium applies `form-action` to where that redirects,
    /// too, and it may lead on to any shop.
    private static let onwardPolicy = """
        default-src 'none'; style-src 'self'; script-src 'self'; form-action http: https:; base-uri 'none'; \
        frame-ancestors 'none'
        """

    private func page(
        _ name: String,
        _ values: [String: Any],
        status: HTTPResponse.Status = .ok,
        policy: String
    ) -> Response {
        let html = library.render(values, withTemplate: name) ?? ""
        var headers = Self.headers
        headers[.contentSecurityPolicy] = policy
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8",
            .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [("Referrer-Policy", "strict-origin"), ("X-Frame-Options", "DENY")] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()
}
