import Foundation
import Payments
import SessionClient

/// The AReq of EMV 3-D Secure 2.2 for a payment in a browser; card fields are placeholders, which the vault fills in.
struct AuthenticationRequest: Encodable, Sendable {
    let messageType = "AReq"
    let messageVersion = Authentication.version
    /// 01: a payment.
    let messageCategory = "01"
    /// 02: a browser.
    let deviceChannel = "02"
    let threeDSServerTransID: String
    let threeDSServerURL: String
    let threeDSRequestorID = RequestorProfile.requestorID
    let threeDSRequestorName = RequestorProfile.requestorName
    let threeDSRequestorURL: String
    let threeDSRequestorChallengeInd: String
    /// N: no decoupled authentication.
    let threeDSRequestorDecReqInd = "N"
    /// U: the issuer's fingerprinting page was not visited.
    let threeDSCompInd = "U"
    let acctNumber = "{{card.number}}"
    let cardExpiryDate = "{{card.exp_yymm}}"
    /// Nil when the customer gave none: a placeholder would stand for nothing.
    let cardholderName: String?
    let email: String?
    let purchaseAmount: String
    let purchaseCurrency: String
    let purchaseExponent: String
    let purchaseDate: String
    let acquirerBIN = RequestorProfile.acquirerBIN
    let acquirerMerchantID: String
    let merchantName: String
    let mcc = RequestorProfile.merchantCategory
    let merchantCountryCode = RequestorProfile.merchantCountry
    /// 01: goods or services.
    let transType = "01"
    let notificationURL: String
    let browserAcceptHeader = "text/html"
    let browserIP: String?
    let browserUserAgent: String
    let browserLanguage: String
    /// False: then screen and colors, which nobody asked the browser about, need not be told.
    let browserJavascriptEnabled = false

    init(_ order: AuthenticationOrder, _ profile: RequestorProfile) {
        let attempt = order.attempt
        threeDSServerTransID = order.authentication.id.wireText
        threeDSServerURL = profile.resultURL
        threeDSRequestorURL = profile.homeURL
        threeDSRequestorChallengeInd = order.authentication.reason.challengeIndicator
        cardholderName = attempt.card.isNamed ? "{{card.name}}" : nil
        email = attempt.payer.email.map { Self.plain($0, upTo: 254) }
        purchaseAmount = String(attempt.money.amount)
        purchaseCurrency = attempt.money.currency.numericCode
        purchaseExponent = String(attempt.money.currency.exponent)
        purchaseDate = Self.date(order.now)
        acquirerMerchantID = attempt.merchant.rawValue
        merchantName = Self.plain(order.merchantName, upTo: 40)
        notificationURL = profile.notificationURL
        browserIP = order.client.ip.map { Self.plain($0, upTo: 45) }
        browserUserAgent = Self.plain(order.client.userAgent ?? "unknown", upTo: 2048)
        browserLanguage = Self.language(order.client.acceptLanguage)
    }

    /// Text from outside can be no placeholder: it would be refused, and with it the whole request.
    private static func plain(_ text: String, upTo limit: Int) -> String {
        String(text.replacing("{", with: "(").prefix(limit))
    }

    /// `YYYYMMDDHHMMSS`, UTC.
    private static func date(_ now: Date) -> String {
        let digits = now.ISO8601Format().filter(\.isNumber)
        return String(digits.prefix(14))
    }

    /// The first language of a header such as `de-CH,de;q=0.9`, 8 characters at most.
    private static func language(_ header: String?) -> String {
        let first = (header ?? "").prefix { $0 != "," && $0 != ";" }.filter { $0.isLetter || $0.isNumber || $0 == "-" }
        return first.isEmpty || first.utf8.count > 8 || !first.utf8.allSatisfy({ $0 < 0x80 }) ? "en" : String(first)
    }
}
