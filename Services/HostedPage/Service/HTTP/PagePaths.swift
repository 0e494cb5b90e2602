import HTTPKit
import Hummingbird

/// The addresses of a session's pages.
enum PagePaths {
    static func checkout(_ session: String) -> String { "/c/pay/\(session)" }
    static func status(_ session: String) -> String { "/c/pay/\(session)/status" }
    static func challenge(_ session: String) -> String { "/c/pay/\(session)/challenge" }
    /// Where the bank's page leads back to: a form that a foreign page started, see `PageRoutes.status`.
    static func returned(_ session: String) -> String { "/c/pay/\(session)/status?returned=1" }
    /// Where the issuer's page posts to when the customer is done there.
    static let challengeReturn = "/c/3ds"
    static func image(_ merchant: String, _ hash: String) -> String { "/c/images/\(merchant)/\(hash)" }
    static func checkout(_ session: String, fault: Fault) -> String { "/c/pay/\(session)?error=\(fault.rawValue)" }
}

extension PaydeskContext {
    /// The session in the path.
    ///
    /// Throws 404 for what cannot be one, so that nothing strange is sent on or written into a page.
    func session() throws -> String {
        let text = try parameters.require("session")
        guard text.hasPrefix("cs_test_") || text.hasPrefix("cs_live_"), text.utf8.count <= 255,
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || Self.isLetterOrDigit($0) })
        else { throw HTTPError(.notFound) }
        return text
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

/// What a request says about the person before the screen.
struct Visitor {
    let acceptLanguage: String?
    /// The page's script asks for JSON, a browser that navigates for HTML.
    let wantsJSON: Bool

    init(_ request: Request, wantsJSON: Bool? = nil) {
        acceptLanguage = request.headers[.acceptLanguage]
        self.wantsJSON = wantsJSON ?? request.headers[.accept]?.hasPrefix("application/json") ?? false
    }
}
