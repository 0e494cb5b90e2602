import Foundation
import HTTPKit
import Secrets

/// A challenge request (CReq), as the browser brings it: JSON in base64url.
struct CReqBody: Decodable {
    let messageType: String
    let threeDSServerTransID: String
    let acsTransID: String

    /// Nil for anything else.
    init?(encoded text: String) {
        guard text.utf8.count <= 4096, let bytes = Base64URL.decode(text) else { return nil }
        // What is wrong with it does not matter: the browser has nothing that leads anywhere.
        guard let body = try? JSON.decode(CReqBody.self, from: Data(bytes)), body.messageType == "CReq" else {
            return nil
        }
        self = body
    }
}

/// A challenge response (CRes), as the browser takes it back: it says that the challenge is over, and a hint how.
struct CResBody: Encodable {
    let messageType = "CRes"
    let messageVersion: String
    let threeDSServerTransID: String
    let acsTransID: String
    let challengeCompletionInd = "Y"
    let transStatus: TransStatus

    init(_ ids: AuthenticationIDs, _ status: TransStatus) {
        messageVersion = ids.version
        threeDSServerTransID = ids.server
        acsTransID = ids.acs
        transStatus = status
    }

    var encoded: String {
        get throws { Base64URL.encode(try JSON.encode(self)) }
    }
}
