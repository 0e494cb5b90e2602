import Foundation

/// A results request (RReq): what the issuer tells the merchant's 3-D Secure server.
struct RReqBody: Encodable, Sendable {
    let messageType = "RReq"
    let messageVersion: String
    let messageCategory = "01"
    let threeDSServerTransID: String
    let dsTransID: String
    let acsTransID: String
    let transStatus: TransStatus
    let transStatusReason: StatusReason?
    let eci: String?
    let authenticationValue: String?
    let authenticationType: String
    let interactionCounter: String
    let challengeCancel: ChallengeCancel?

    init(_ challenge: Challenge, _ outcome: AuthenticationOutcome) {
        messageVersion = challenge.ids.version
        threeDSServerTransID = challenge.ids.server
        dsTransID = challenge.ids.ds
        acsTransID = challenge.ids.acs
        transStatus = outcome.status
        transStatusReason = outcome.reason
        eci = outcome.status.eci(challenge.brand)
        authenticationValue = outcome.status.hasProof ? challenge.cavv : nil
        authenticationType = "02"
        let counter = String(challenge.interactions)
        interactionCounter = counter.utf8.count < 2 ? "0" + counter : counter
        challengeCancel = outcome.cancel
    }
}

/// The answer to it (RRes), as far as the issuer reads it.
struct RResBody: Decodable {
    let messageType: String
    let acsTransID: String
}
