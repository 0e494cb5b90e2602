/// An issuer's answer as networks write it: field 39 of ISO 8583.
struct ResponseCode: RawRepresentable, Hashable, Sendable, Codable {
    let rawValue: String

    static let approved = ResponseCode(rawValue: "00")
    static let doNotHonor = ResponseCode(rawValue: "05")
    static let invalidNumber = ResponseCode(rawValue: "14")
    static let lostCard = ResponseCode(rawValue: "41")
    static let stolenCard = ResponseCode(rawValue: "43")
    static let insufficientFunds = ResponseCode(rawValue: "51")
    static let expiredCard = ResponseCode(rawValue: "54")
    static let suspectedFraud = ResponseCode(rawValue: "59")
    static let limitExceeded = ResponseCode(rawValue: "61")
    static let systemError = ResponseCode(rawValue: "96")
    /// Visa's soft decline: come back with 3-D Secure.
    static let authenticationRequired = ResponseCode(rawValue: "1A")
    /// Visa's code for a wrong CVV2.
    static let wrongCVC = ResponseCode(rawValue: "N7")
}
