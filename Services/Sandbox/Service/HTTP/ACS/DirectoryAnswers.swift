import Payments

/// An authentication response (ARes); the members are named as the standard names them.
struct AResBody: Encodable {
    let messageType = "ARes"
    let messageVersion: String
    var threeDSServerTransID: String
    let dsTransID: String
    let acsTransID: String
    let dsReferenceNumber = "PAYDESK-SANDBOX-DS"
    let acsReferenceNumber = "PAYDESK-SANDBOX-ACS"
    let transStatus: TransStatus
    let transStatusReason: StatusReason?
    let eci: String?
    var authenticationValue: String?
    let authenticationType: String?
    let acsChallengeMandated: String?
    var acsURL: String?
    let acsDecConInd: String?

    init(_ ids: AuthenticationIDs, _ outcome: AuthenticationOutcome, brand: CardBrand, cavv: String, acsURL: String) {
        messageVersion = ids.version
        threeDSServerTransID = ids.server
        dsTransID = ids.ds
        acsTransID = ids.acs
        transStatus = outcome.status
        transStatusReason = outcome.reason
        eci = outcome.status.eci(brand)
        authenticationValue = outcome.status.hasProof ? cavv : nil
        let isChallenge = outcome.status == .challenge
        // 02: something that works once; 03: the cardholder's own device.
        authenticationType = isChallenge ? "02" : outcome.status == .decoupled ? "03" : nil
        acsChallengeMandated = isChallenge || outcome.status == .decoupled ? "Y" : nil
        self.acsURL = isChallenge ? acsURL : nil
        acsDecConInd = outcome.status == .decoupled ? "Y" : nil
    }
}

/// An error message (Erro) of the directory server.
struct ErroBody: Encodable {
    let messageType = "Erro"
    let messageVersion: String
    let threeDSServerTransID: String?
    let errorCode: String
    let errorComponent = "D"
    let errorDescription: String
    let errorDetail: String
    let errorMessageType = "AReq"

    init(_ fault: ProtocolFault, version: String?, transaction: String?) {
        messageVersion = version ?? "2.2.0"
        threeDSServerTransID = transaction
        errorCode = fault.code
        errorDescription = fault.description
        errorDetail = fault.detail
    }
}
