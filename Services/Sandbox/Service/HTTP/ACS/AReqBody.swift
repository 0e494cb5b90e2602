import Foundation
import HTTPKit
import Payments

/// An authentication request (AReq), as far as this directory server reads it; more members may be there.
///
/// Never logged: the card's number is in it.
struct AReqBody: Decodable {
    let messageType: String?
    let messageVersion: String?
    let messageCategory: String?
    let deviceChannel: String?
    let threeDSServerTransID: String?
    let threeDSServerURL: String?
    let threeDSRequestorChallengeInd: String?
    let acctNumber: String?
    let cardExpiryDate: String?
    let purchaseAmount: String?
    let purchaseCurrency: String?
    let purchaseExponent: String?
    let merchantName: String?
    let notificationURL: String?

    /// - Throws: `ProtocolFault` that names the first element at fault.
    func request() throws(ProtocolFault) -> AuthenticationRequest {
        guard messageType == "AReq" else { throw .notRecognized }
        guard let messageVersion, Self.versions.contains(messageVersion) else { throw .version(messageVersion) }
        try check("messageCategory", messageCategory) { $0 == "01" || $0 == "02" }
        try check("deviceChannel", deviceChannel) { $0 == "02" }
        let number = try check("acctNumber", acctNumber) { (12...19).contains($0.utf8.count) }
        guard let card = PresentedCard(number: number, expiry: nil, cvc: nil) else { throw .format("acctNumber") }
        _ = try check("cardExpiryDate", cardExpiryDate) { $0.utf8.count == 4 && Int($0) != nil }
        let transaction = try check("threeDSServerTransID", threeDSServerTransID) { UUID(uuidString: $0) != nil }
        return AuthenticationRequest(
            version: messageVersion,
            serverTransID: transaction,
            serverURL: try check("threeDSServerURL", threeDSServerURL, Self.isWebAddress),
            notificationURL: try check("notificationURL", notificationURL, Self.isWebAddress),
            card: card,
            money: try money(),
            merchant: try check("merchantName", merchantName) { (1...40).contains($0.count) },
            isChallengeMandated: threeDSRequestorChallengeInd == "04"
        )
    }

    private static let versions: Set = ["2.1.0", "2.2.0", "2.3.1"]

    private func money() throws(ProtocolFault) -> Money {
        let digits = try check("purchaseCurrency", purchaseCurrency) { Currency(numericCode: $0) != nil }
        guard let currency = Currency(numericCode: digits) else { throw .format("purchaseCurrency") }
        _ = try check("purchaseExponent", purchaseExponent) { Int($0) == currency.exponent }
        let text = try check("purchaseAmount", purchaseAmount) { Int64($0).map { $0 >= 0 } ?? false }
        guard let amount = Int64(text) else { throw .format("purchaseAmount") }
        return Money(amount, currency)
    }

    @discardableResult
    private func check(
        _ element: String,
        _ value: String?,
        _ isSound: (String) -> Bool
    ) throws(ProtocolFault) -> String {
        guard let value, !value.isEmpty else { throw .missing(element) }
        guard value.utf8.count <= 2048, isSound(value) else { throw .format(element) }
        return value
    }

    private static func isWebAddress(_ text: String) -> Bool {
        guard let url = URL(string: text), let scheme = url.scheme, let host = url.host(percentEncoded: true) else {
            return false
        }
        return ["http", "https"].contains(scheme) && !host.isEmpty && url.user == nil && url.password == nil
    }
}

/// What is wrong with a message, in the standard's codes.
enum ProtocolFault: Error, Hashable {
    case notRecognized
    case version(String?)
    case missing(String)
    case format(String)
    /// Not the sender's fault: a system behind the directory server is away for a moment.
    case transient

    var code: String {
        switch self {
        case .notRecognized: "101"
        case .version: "102"
        case .missing: "201"
        case .format: "203"
        case .transient: "403"
        }
    }

    var description: String {
        switch self {
        case .notRecognized: "Message not recognized"
        case .version: "Message version number not supported"
        case .missing: "Required data element missing"
        case .format: "Format of one or more data elements is invalid"
        case .transient: "Transient system failure"
        }
    }

    /// The element, never what stands in it.
    var detail: String {
        switch self {
        case .notRecognized: "Expected an AReq."
        case .version: "Supported: 2.1.0, 2.2.0, 2.3.1"
        case .missing(let element), .format(let element): element
        case .transient: "This failure was asked for by the card’s number."
        }
    }
}
