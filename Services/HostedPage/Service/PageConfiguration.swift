import Bootstrap
import HTTPKit
import Secrets

/// What hosted-page is told when it starts; the README lists the settings.
struct PageConfiguration {
    let ports: Ports
    /// Where browsers reach the page; only posts from there are taken.
    let origin: Origin
    let sessionAPI: String
    let credential: SecretString
    /// Makes the forms' proofs and seals the e-mail cookie.
    let key: SecretBytes
    let trustedProxies: TrustedProxies

    /// - Throws: `SettingsError` for a setting that is missing or wrong.
    init(_ settings: Settings) throws(SettingsError) {
        ports = try settings.ports(of: .hostedPage)
        let url = try settings.publicURL(of: .hostedPage)
        guard let origin = Origin(of: url), origin.description == url.lowercased() else {
            throw SettingsError("PAGE_URL: expected scheme, host and port only, such as https://pay.example.com")
        }
        self.origin = origin
        sessionAPI = try settings.internalURL(of: .sessionAPI)
        credential = try settings.secret(Caller.hostedPage.credentialSetting)
        key = try settings.key("PAGE_KEY")
        trustedProxies = try settings.trustedProxies()
    }
}
