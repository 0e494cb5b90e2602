import Foundation

/// A Postgres URL of which the user can be changed: `postgres://user:password@host,host:5433/database?…`.
struct DatabaseURL: Sendable {
    private let scheme: String
    /// Everything behind the user: hosts, database, parameters.
    private let rest: String
    private let user: String?

    /// - Throws: `Problem` when the text is no such URL.
    init(_ text: String) throws {
        guard let scheme = ["postgres://", "postgresql://"].first(where: { text.hasPrefix($0) }) else {
            throw Problem("--database-url: expected a URL such as postgres://owner:password@127.0.0.1:5432/paydesk")
        }
        self.scheme = scheme
        let body = text.dropFirst(scheme.count)
        // An @ in a password is written %40, so the first one ends it; behind the path it means nothing.
        let authority = body.prefix { $0 != "/" && $0 != "?" }
        if let mark = authority.lastIndex(of: "@") {
            user = String(body[..<mark])
            rest = String(body[body.index(after: mark)...])
        } else {
            user = nil
            rest = String(body)
        }
    }

    /// As it was given.
    var text: String { scheme + (user.map { $0 + "@" } ?? "") + rest }

    /// Who connects; nil when the URL leaves it open.
    var role: String? { user.map { String($0.prefix { $0 != ":" }) } }

    var hasPassword: Bool { user?.contains(":") ?? false }

    /// The same database for another role.
    ///
    /// The password is of letters and digits.
    func text(role: String, password: String) -> String { "\(scheme)\(role):\(password)@\(rest)" }

    /// Without the password, for people to read.
    var summary: String { scheme + (user.map { $0.prefix { $0 != ":" } + "@" } ?? "") + rest.prefix { $0 != "?" } }
}
