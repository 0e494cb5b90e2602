/// What a page of ours may load, run and send to, as the header says it.
///
/// `form-action` names where a form's answer may lead as well: Chromium drops a redirect to any other origin, so the
/// session's own ways out stand in it. Everything that is not named is forbidden.
struct ContentSecurityPolicy {
    /// 128 random bits, new for each answer.
    let nonce: String
    /// Where the card goes; nil on pages without a card form.
    var vault: Origin?
    /// Where the session may lead: the origins of its success and cancel URLs.
    var waysOut: [Origin] = []
    /// The card's bank, on the page that leads there; then a form may go there and nowhere else.
    ///
    /// What the bank's own page does next is for its own policy to say.
    var bank: Origin?
    /// Whether the page is served over https, so that nothing on it may be fetched over http.
    var isSecure: Bool

    var text: String {
        var directives = [
            "default-src 'none'",
            "script-src 'nonce-\(nonce)'",
            "style-src 'self' 'nonce-\(nonce)'",
            "img-src 'self'",
            sources("connect-src", vault.map { [$0] } ?? []),
            bank.map { "form-action \($0)" } ?? sources("form-action", (vault.map { [$0] } ?? []) + waysOut),
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
        if isSecure { directives.append("upgrade-insecure-requests") }
        return directives.joined(separator: "; ")
    }

    /// For answers that are no page.
    static let nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private func sources(_ name: String, _ origins: [Origin]) -> String {
        var named: [String] = []
        for origin in origins where !named.contains(origin.description) { named.append(origin.description) }
        return ([name, "'self'"] + named).joined(separator: " ")
    }
}
