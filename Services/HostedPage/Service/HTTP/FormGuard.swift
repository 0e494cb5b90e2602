import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Secrets

/// Lets only the page's own form press Pay.
///
/// Two locks: the browser says where a form stood (`Origin`, `Sec-Fetch-Site`), and the form carries a MAC of its
/// session that only this service can make. A browser that says nothing is taken at the MAC's word.
struct FormGuard {
    /// The name of the hidden input.
    static let fieldName = "csrf"

    private let key: SecretBytes
    private let origin: Origin

    init(pageKey: SecretBytes, origin: Origin) {
        key = SecretBytes(MAC.sha256(key: pageKey, Data("form/v1".utf8)))
        self.origin = origin
    }

    /// What the form of this session carries.
    func proof(for session: String) -> String {
        Base64URL.encode(MAC.sha256(key: key, Data(session.utf8)))
    }

    /// Whether a post to this session comes from its own form.
    func accepts(_ request: Request, session: String, proof: String?) -> Bool {
        if let stated = request.headers[.origin], stated != origin.description { return false }
        // `none` is the customer: a reloaded or restored tab.
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { return false }
        guard let proof, let code = Base64URL.decode(proof) else { return false }
        return MAC.isValid(Data(code), key: key, Data(session.utf8))
    }
}
