import Foundation
import HTTPTypes
import Hummingbird
import Secrets

/// Keeps the e-mail address that a customer typed until the payment is through, so that a declined card does not cost
/// it: a cookie for this session's path only, sealed, for half an hour.
struct EmailCookie {
    private static let name = "paydesk_email"
    private static let seconds = 30 * 60

    private let key: SealingKey
    private let isSecure: Bool

    init(pageKey: SecretBytes, isSecure: Bool) throws {
        key = try SealingKey(SecretBytes(MAC.sha256(key: pageKey, Data("email/v1".utf8))))
        self.isSecure = isSecure
    }

    /// The address that was typed for this session, if the browser still has it.
    func email(in request: Request, session: String) -> String? {
        guard let value = request.cookies[Self.name]?.value, value.utf8.count <= 1024,
            let sealed = Base64URL.decode(value),
            let plain = try? key.open(sealed, context: session)  // an old or foreign cookie: the page asks again
        else { return nil }
        return EmailAddress(plain.withBytes { String(decoding: $0, as: UTF8.self) })?.text
    }

    func remember(_ email: EmailAddress, session: String, in response: inout Response) throws {
        let sealed = try key.seal(Array(email.text.utf8), context: session)
        set(Base64URL.encode(sealed), for: Self.seconds, session, &response)
    }

    func forget(session: String, in response: inout Response) {
        set("", for: 0, session, &response)
    }

    private func set(_ value: String, for seconds: Int, _ session: String, _ response: inout Response) {
        response.headers[.setCookie] =
            "\(Self.name)=\(value); Path=\(PagePaths.checkout(session)); Max-Age=\(seconds); HttpOnly; SameSite=Lax"
            + (isSecure ? "; Secure" : "")
    }
}
